pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The card reader: a pad with a lit field.
Rectangle {
    id: root

    required property DeskViewModel desk

    readonly property bool occupied: desk.cardLying !== 0
    readonly property color glow: desk.reader.state === "unplugged" ? "#55616e"
        : desk.reader.state === "trouble" ? "#ff8a4c" : occupied ? "#3ddc8a" : "#58a6ff"

    radius: 22
    gradient: Gradient {
        GradientStop { position: 0; color: Style.bodyLight }
        GradientStop { position: 0.12; color: Style.body }
        GradientStop { position: 1; color: Style.bodyDark }
    }

    Rectangle {
        anchors.fill: field
        anchors.margins: -6
        radius: 20
        color: "transparent"
        border.width: 3
        border.color: root.glow
        opacity: over.containsDrag ? 1 : 0.75
    }
    Rectangle {
        id: field
        anchors.centerIn: parent
        anchors.verticalCenterOffset: -14
        width: 260
        height: 166
        radius: 15
        color: over.containsDrag ? "#33465a" : "#141b23"

        Bilingual {
            anchors.centerIn: parent
            width: parent.width - 40
            visible: !root.occupied
            words: root.desk.labels.readerEmpty
            size: 18
            align: Text.AlignHCenter
            zhColor: "#c8d3de"
            enColor: "#8896a5"
        }
        Rectangle {
            anchors.centerIn: parent
            width: 230
            height: 145
            radius: 12
            visible: root.desk.cardLying === -1
            color: "#6d56b8"

            Rectangle {
                y: 26
                width: parent.width
                height: 26
                color: "#40327a"
            }
            Bilingual {
                x: 18
                y: 76
                width: parent.width - 36
                words: root.desk.labels.wrongCardLies
                size: 17
                zhColor: "white"
                enColor: "#d8cfff"
            }
        }
        Repeater {
            model: root.desk.cards

            delegate: IdCard {
                required property CardViewModel modelData

                objectName: "lying_" + modelData.number
                card: modelData
                movable: false
                width: 230
                anchors.centerIn: field
                visible: modelData.lying
                onTapped: root.desk.lift()
            }
        }
        TapHandler {
            enabled: root.desk.cardLying === -1
            onTapped: root.desk.lift()
        }
    }
    Bilingual {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 12
        width: 200
        visible: root.occupied
        words: root.desk.labels.readerLift
        size: 14
        align: Text.AlignHCenter
        zhColor: "#c8d3de"
        enColor: "#8896a5"
    }
    DropArea {
        id: over
        anchors.fill: parent
        keys: ["id_card"]
        onDropped: drop => {
            const dragged = drop.source as Item;
            const held = dragged ? dragged.parent as IdCard : null;
            if (held)
                root.desk.place(held.card.number);
        }
    }
}

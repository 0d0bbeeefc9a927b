pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The ID card reader: a pad with a lit field on which a card lies.
Rectangle {
    id: root

    required property DeskViewModel desk
    readonly property ReaderViewModel reader: desk.idCard
    readonly property bool occupied: reader.cardLying !== 0
    readonly property color glow: reader.state === "trouble" ? "#ff8a4c" : reader.state !== "ready" ? "#55616e"
        : occupied ? Style.glow : "#58a6ff"

    radius: 18
    gradient: Gradient {
        GradientStop { position: 0; color: Style.bodyLight }
        GradientStop { position: 0.12; color: Style.body }
        GradientStop { position: 1; color: Style.bodyDark }
    }

    Rectangle {
        anchors.fill: field
        anchors.margins: -5
        radius: 17
        color: "transparent"
        border.width: 3
        border.color: root.glow
        opacity: over.containsDrag ? 1 : 0.75
    }
    Rectangle {
        id: field
        anchors.centerIn: parent
        anchors.verticalCenterOffset: -10
        width: 190
        height: 124
        radius: 12
        color: over.containsDrag ? "#33465a" : Style.dark

        Bilingual {
            anchors.centerIn: parent
            width: parent.width - 30
            visible: !root.occupied
            words: root.desk.labels.readerEmpty
            size: 16
            align: Text.AlignHCenter
            zhColor: "#c8d3de"
            enColor: "#8896a5"
        }
        WrongCard {
            objectName: "id_card_wrong_card"
            anchors.centerIn: parent
            width: 174
            height: 110
            visible: root.reader.cardLying === -1
            words: root.desk.labels.wrongCardLies
            onTapped: root.reader.lift()
        }
        Repeater {
            model: root.reader.cards

            delegate: PersonCard {
                required property CardViewModel modelData

                objectName: "lying_" + modelData.number
                card: modelData
                movable: false
                width: 174
                anchors.centerIn: field
                visible: modelData.lying
                onTapped: root.reader.lift()
            }
        }
    }
    Text {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 7
        visible: root.occupied
        text: root.desk.labels.readerLift.zh + "  " + root.desk.labels.readerLift.en
        color: "#aeb9c5"
        font.pixelSize: 12
    }
    DropArea {
        id: over
        anchors.fill: parent
        keys: ["id_card"]
        onDropped: drop => {
            const dragged = drop.source as Item;
            const held = dragged ? dragged.parent as PersonCard : null;
            if (held)
                root.reader.place(held.card.number);
        }
    }
}

pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The social card reader: a slot at the bottom into which a card goes, and a field above it for contactless ones.
Rectangle {
    id: root

    required property DeskViewModel desk
    readonly property ReaderViewModel reader: desk.socialCard
    readonly property bool occupied: reader.cardLying !== 0
    readonly property bool upon: reader.upon

    radius: 18
    gradient: Gradient {
        GradientStop { position: 0; color: "#f7f9fb" }
        GradientStop { position: 0.75; color: "#dfe5eb" }
        GradientStop { position: 1; color: "#c6ced7" }
    }
    border.color: "#c0c9d3"

    // The contactless field: waves.
    Repeater {
        model: 3

        delegate: Rectangle {
            required property int index

            anchors.horizontalCenter: parent.horizontalCenter
            y: 34 - index * 9
            width: 30 + index * 18
            height: width
            radius: width / 2
            color: "transparent"
            border.width: 2
            border.color: root.upon ? Style.accent : "#b9c4cf"
            opacity: 0.9 - index * 0.25
        }
    }
    Rectangle {
        x: 16
        y: 14
        width: 10
        height: 10
        radius: 5
        color: Style.lamp(root.reader.state)
    }
    Chip {
        objectName: "contactless"
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 10
        z: 1
        thing: root.reader.contactless
    }
    // The slot.
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        y: 104
        width: 186
        height: 12
        radius: 6
        color: over.containsDrag ? "#33465a" : "#27313c"
    }
    Item {
        anchors.horizontalCenter: parent.horizontalCenter
        y: root.upon ? 52 : 110
        width: 168
        height: parent.height - y - 6
        clip: true

        WrongCard {
            objectName: "social_card_wrong_card"
            y: root.upon ? 0 : -34
            width: parent.width
            height: 106
            visible: root.reader.cardLying === -1
            words: root.desk.labels.wrongCardLies
            onTapped: root.reader.lift()
        }
        Repeater {
            model: root.reader.cards

            delegate: PersonCard {
                required property CardViewModel modelData

                objectName: "social_lying_" + modelData.number
                card: modelData
                movable: false
                y: root.upon ? 0 : -34
                width: 168
                visible: modelData.lying
                onTapped: root.reader.lift()
            }
        }
    }
    Bilingual {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 14
        width: parent.width - 30
        visible: !root.occupied
        words: root.desk.labels.socialEmpty
        size: 15
        align: Text.AlignHCenter
        zhColor: Style.soft
    }
    DropArea {
        id: over
        anchors.fill: parent
        keys: ["social_card"]
        onDropped: drop => {
            const dragged = drop.source as Item;
            const held = dragged ? dragged.parent as PersonCard : null;
            if (held)
                root.reader.place(held.card.number);
        }
    }
}

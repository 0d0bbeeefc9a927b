pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// A demo person's card. Drag it onto its reader, or tap it.
Item {
    id: root

    required property CardViewModel card
    property bool movable: true

    readonly property bool social: card.kind === "social"
    readonly property color upper: social ? "#d9efe6" : card.kind === "resident" ? "#e4f0f6"
        : card.kind === "hmt" ? "#e2f3e9" : "#f8edd8"
    readonly property color lower: social ? "#cfe3f5" : card.kind === "resident" ? "#f9ece8"
        : card.kind === "hmt" ? "#f4f6e6" : "#fbe4d2"
    readonly property color line: social ? "#2c7f8f" : card.kind === "resident" ? "#4b87ab"
        : card.kind === "hmt" ? "#3f9068" : "#b98632"

    signal tapped

    readonly property int drawnWidth: 184

    implicitWidth: drawnWidth
    implicitHeight: width * 0.63

    Item {
        id: body
        width: root.drawnWidth
        height: 116
        scale: root.width / width
        transformOrigin: Item.TopLeft

        Drag.active: drag.active
        Drag.hotSpot.x: width * scale / 2
        Drag.hotSpot.y: height * scale / 2
        Drag.keys: [root.card.fits]

        Rectangle {
            y: 3
            width: parent.width
            height: parent.height
            radius: 10
            color: "#2217222e"
        }
        Rectangle {
            anchors.fill: parent
            radius: 10
            border.color: Qt.darker(root.lower, 1.16)
            gradient: Gradient {
                GradientStop { position: 0; color: root.upper }
                GradientStop { position: 1; color: root.lower }
            }
        }
        Text {
            x: 12
            y: 9
            width: parent.width - 52
            text: root.card.kindWords.zh
            color: root.line
            font.pixelSize: 13
            font.bold: true
            elide: Text.ElideRight
        }
        Rectangle {
            x: 12
            y: 28
            width: parent.width - 24
            height: 1
            color: root.line
            opacity: 0.4
        }
        Text {
            x: 12
            y: 38
            width: parent.width - 86
            text: root.card.name
            color: Style.ink
            font.pixelSize: text.length > 5 ? 17 : text.length > 3 ? 22 : 25
            font.bold: true
            wrapMode: Text.WrapAnywhere
            lineHeight: 0.85
        }
        Text {
            x: 12
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 9
            width: parent.width - 86
            text: root.card.kindWords.en
            color: Style.soft
            font.pixelSize: 10
            wrapMode: Text.Wrap
            maximumLineCount: 3
            lineHeight: 0.85
        }
        // The chip of a social card.
        Rectangle {
            x: parent.width - 60
            y: 44
            width: 42
            height: 34
            radius: 6
            visible: root.social
            color: "#e3c168"
            border.color: "#b9923a"

            Rectangle {
                x: 14
                width: 1
                height: parent.height
                color: "#b9923a"
            }
            Rectangle {
                x: 27
                width: 1
                height: parent.height
                color: "#b9923a"
            }
            Rectangle {
                y: 16
                width: parent.width
                height: 1
                color: "#b9923a"
            }
        }
        // The photo of an ID card: a head and shoulders.
        Rectangle {
            visible: !root.social
            x: parent.width - 66
            y: 36
            width: 54
            height: 68
            radius: 5
            color: "#ffffff"
            border.color: Qt.lighter(root.line, 1.5)
            clip: true

            Rectangle {
                x: 17
                y: 13
                width: 20
                height: 23
                radius: 10
                color: Qt.lighter(root.line, 1.35)
            }
            Rectangle {
                x: 7
                y: 41
                width: 40
                height: 40
                radius: 18
                color: Qt.lighter(root.line, 1.35)
            }
        }
        Text {
            x: parent.width - 46
            y: 9
            width: 34
            text: "№" + root.card.number
            color: root.line
            font.pixelSize: 11
            horizontalAlignment: Text.AlignRight
        }
    }
    DragHandler {
        id: drag
        target: body
        enabled: root.movable
        onActiveChanged: {
            if (!active) {
                body.Drag.drop();
                body.x = 0;
                body.y = 0;
            }
        }
    }
    TapHandler {
        onTapped: root.tapped()
    }
}

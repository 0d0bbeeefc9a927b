import QtQuick
import Kiosk.Theme

// What was typed so far, large; with what it is counted in, how much there is of it, and a key that takes it all away.
Item {
    id: typed

    required property string question
    required property string text
    required property bool empty
    required property string clearText
    property string label: ""
    property string unit: ""
    property string count: ""
    property bool active: true
    property string name: ""
    property bool selectable: false
    property bool caret: true
    signal cleared
    signal selected

    implicitHeight: Math.max(1.35 * Theme.touch, column.implicitHeight + Theme.gap)

    Tappable {
        id: box

        anchors.left: parent.left
        anchors.right: clear.left
        anchors.rightMargin: clear.visible ? 0.5 * Theme.gap : 0
        height: parent.height
        objectName: typed.name
        label: (typed.label === "" ? typed.question : typed.label) + " " + typed.text
        chosen: typed.active
        enabled: typed.selectable
        onTapped: typed.selected()

        Card {
            anchors.fill: parent
            border.color: typed.active ? Theme.primary : Theme.line
            border.width: (typed.active ? 3 : 1) * Theme.stroke
        }

        Column {
            id: column

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.gap
            anchors.verticalCenter: parent.verticalCenter

            Words {
                width: parent.width
                visible: text !== ""
                text: typed.label
                color: Theme.inkSoft
                font.pixelSize: Theme.tiny
                lineHeight: 1.1
            }

            TextMetrics {
                id: natural

                text: typed.text
                font: value.font
            }

            Row {
                id: line

                readonly property real taken: caret.width + 2 * spacing + (unit.visible ? unit.implicitWidth : 0)

                spacing: 0.25 * Theme.gap

                Words {
                    id: value

                    width: Math.min(natural.advanceWidth + 1, column.width - line.taken)
                    text: typed.text
                    wrapMode: Text.NoWrap
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.body
                    font.pixelSize: Theme.heading
                    font.weight: Font.Bold
                    color: typed.empty ? Theme.inkSoft : Theme.ink
                    lineHeight: 1.05
                }

                Rectangle {
                    id: caret

                    visible: typed.active && typed.caret
                    anchors.verticalCenter: parent.verticalCenter
                    width: 2 * Theme.stroke
                    height: Theme.heading
                    color: Theme.primary
                }

                Words {
                    id: unit

                    visible: text !== ""
                    anchors.verticalCenter: parent.verticalCenter
                    leftPadding: 0.5 * Theme.gap
                    text: typed.unit
                    color: Theme.inkSoft
                    font.pixelSize: Theme.large
                    lineHeight: 1
                }
            }

            Words {
                width: parent.width
                visible: text !== ""
                text: typed.count
                color: Theme.inkSoft
                font.pixelSize: Theme.tiny
                lineHeight: 1.1
            }
        }
    }

    ActionButton {
        id: clear

        anchors.right: parent.right
        height: parent.height
        visible: typed.active
        width: visible ? Math.max(implicitWidth, 1.5 * Theme.touch) : 0
        objectName: "key_clear"
        label: typed.clearText
        onTapped: typed.cleared()
    }
}

import QtQuick
import Kiosk.Theme

// What was typed so far, large; with what it is counted in, how much there is of it, and a key that takes it all away.
// `most` signs may come: the letters have their final size, and the box its final height, from the first of them.
Item {
    id: typed

    required property string text
    required property bool empty
    required property string clearText
    required property string spoken
    property string placeholder: ""
    property string label: ""
    property string unit: ""
    property string count: ""
    property int most: 0
    property bool active: true
    property string name: ""
    property bool selectable: false
    property bool caret: true
    signal cleared
    signal selected

    readonly property bool manyLines: most > 22
    readonly property int letters: manyLines ? (Theme.elder ? Theme.body : Theme.large) : label !== "" || (most > 18 && (Theme.landscape || Theme.elder)) ? Theme.large : Theme.heading

    implicitHeight: Math.max((label === "" ? 1.35 : 1.15) * Theme.touch, column.implicitHeight + Theme.gap, manyLines ? 2.6 * letters + Theme.gap : 0)

    Tappable {
        id: box

        anchors.left: parent.left
        anchors.right: clear.left
        anchors.rightMargin: clear.visible ? 0.5 * Theme.gap : 0
        height: parent.height
        objectName: typed.name
        label: typed.spoken
        chosen: typed.active
        enabled: typed.selectable
        activeFocusOnTab: typed.selectable
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

            Row {
                id: row

                spacing: 0.25 * Theme.gap

                Words {
                    id: caption

                    visible: text !== ""
                    anchors.verticalCenter: parent.verticalCenter
                    rightPadding: 0.5 * Theme.gap
                    text: typed.label
                    color: Theme.inkSoft
                    font.pixelSize: Theme.tiny
                    lineHeight: 1
                }

                Words {
                    visible: typed.text !== ""
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.min(implicitWidth, column.width - (caption.visible ? caption.width + row.spacing : 0) - 4 * Theme.stroke - row.spacing)
                    text: typed.text
                    wrapMode: Text.WrapAnywhere
                    font.pixelSize: typed.letters
                    font.weight: Font.Bold
                    color: typed.empty ? Theme.inkSoft : Theme.ink
                    lineHeight: 1.05
                }

                Rectangle {
                    visible: typed.active && typed.caret
                    anchors.verticalCenter: parent.verticalCenter
                    width: 2 * Theme.stroke
                    height: typed.letters
                    color: Theme.primary
                }

                Words {
                    visible: text !== ""
                    anchors.verticalCenter: parent.verticalCenter
                    leftPadding: 0.25 * Theme.gap
                    text: typed.text === "" ? typed.placeholder : typed.unit
                    color: Theme.inkSoft
                    font.pixelSize: Theme.body
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

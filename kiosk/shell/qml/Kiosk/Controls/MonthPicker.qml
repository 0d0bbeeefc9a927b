pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A month by four large keys: a year back and on, a month back and on. No keyboard, no scrolling.
Card {
    id: picker

    required property string label
    required property string month
    required property string yearText
    required property string monthText
    required property string prefix
    signal moved(int months)

    implicitHeight: content.implicitHeight + 1.5 * Theme.gap

    Column {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 0.75 * Theme.gap
        spacing: Theme.gap / 2

        Words {
            text: picker.label
            color: Theme.inkSoft
            font.pixelSize: Theme.tiny
        }

        Words {
            width: parent.width
            text: picker.month
            horizontalAlignment: Text.AlignHCenter
            font.pixelSize: Theme.heading
            font.weight: Font.Bold
            color: Theme.primary
        }

        Row {
            id: keys

            readonly property real keyWidth: (width - 3 * spacing) / 4

            width: parent.width
            spacing: Theme.gap / 2

            Repeater {
                model: [
                    { name: "year_back", icon: "minus", words: picker.yearText, by: -12 },
                    { name: "month_back", icon: "minus", words: picker.monthText, by: -1 },
                    { name: "month_on", icon: "plus", words: picker.monthText, by: 1 },
                    { name: "year_on", icon: "plus", words: picker.yearText, by: 12 }
                ]

                ActionButton {
                    required property var modelData

                    width: keys.keyWidth
                    objectName: picker.prefix + "_" + modelData.name
                    iconName: modelData.icon
                    label: modelData.words
                    onTapped: picker.moved(modelData.by)
                }
            }
        }
    }
}

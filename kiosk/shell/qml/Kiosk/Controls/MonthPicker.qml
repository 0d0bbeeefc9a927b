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

    component Stepper: Item {
        id: stepper

        required property string unitText
        required property string unitName
        required property int months

        height: Theme.touch

        ActionButton {
            id: less

            width: 1.15 * Theme.touch
            objectName: picker.prefix + "_" + stepper.unitName + "_back"
            iconName: "minus"
            label: stepper.unitText + " −1"
            shownLabel: ""
            onTapped: picker.moved(-stepper.months)
        }

        Words {
            anchors.centerIn: parent
            text: stepper.unitText
            font.weight: Font.Medium
            lineHeight: 1
        }

        ActionButton {
            anchors.right: parent.right
            width: less.width
            objectName: picker.prefix + "_" + stepper.unitName + "_on"
            iconName: "plus"
            label: stepper.unitText + " +1"
            shownLabel: ""
            onTapped: picker.moved(stepper.months)
        }
    }

    Column {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 0.75 * Theme.gap
        spacing: Theme.gap / 2

        Item {
            width: parent.width
            height: value.height

            Words {
                anchors.verticalCenter: parent.verticalCenter
                text: picker.label
                color: Theme.inkSoft
                font.pixelSize: Theme.large
                lineHeight: 1
            }

            Words {
                id: value

                anchors.horizontalCenter: parent.horizontalCenter
                text: picker.month
                font.pixelSize: Theme.heading
                font.weight: Font.Bold
                color: Theme.primary
                lineHeight: 1.1
            }
        }

        Row {
            id: keys

            width: parent.width
            spacing: 3 * Theme.gap

            Stepper {
                width: (keys.width - keys.spacing) / 2
                unitName: "year"
                unitText: picker.yearText
                months: 12
            }

            Stepper {
                width: (keys.width - keys.spacing) / 2
                unitName: "month"
                unitText: picker.monthText
                months: 1
            }
        }
    }
}

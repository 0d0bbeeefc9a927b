pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property EndView view
    required property ShellModel shell

    objectName: "screen_end"

    Column {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.margin
        y: Theme.landscape ? Theme.gap : 0.08 * parent.height
        spacing: 1.5 * Theme.gap

        Icon {
            visible: !Theme.landscape
            anchors.horizontalCenter: parent.horizontalCenter
            name: "check"
            tint: Theme.good
            size: 3 * Theme.icon
        }

        Heading {
            width: parent.width
            text: screen.view.heading
            horizontalAlignment: Text.AlignHCenter
        }

        Words {
            width: parent.width
            text: screen.view.hint
            color: Theme.inkSoft
            font.pixelSize: Theme.large
            horizontalAlignment: Text.AlignHCenter
        }

        Column {
            id: items

            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, 1000 * Theme.unit)
            spacing: Theme.gap

            Repeater {
                model: screen.view.items

                Card {
                    id: item

                    required property var modelData

                    width: items.width
                    height: 1.25 * Theme.touch
                    color: modelData.done ? Theme.goodSoft : Theme.paper
                    border.color: modelData.done ? Theme.good : Theme.gold
                    border.width: 2

                    Row {
                        anchors.left: parent.left
                        anchors.leftMargin: Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: Theme.gap

                        Icon {
                            anchors.verticalCenter: parent.verticalCenter
                            name: item.modelData.icon
                            tint: item.modelData.done ? Theme.good : Theme.warn
                        }

                        Words {
                            anchors.verticalCenter: parent.verticalCenter
                            text: item.modelData.label
                            font.pixelSize: Theme.large
                        }
                    }

                    Icon {
                        anchors.right: parent.right
                        anchors.rightMargin: Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        visible: item.modelData.done
                        name: "check"
                        tint: Theme.good
                    }
                }
            }
        }
    }

    ActionButton {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.landscape ? Theme.gap : Theme.margin
        height: 1.25 * Theme.touch
        objectName: "taken"
        kind: "primary"
        iconName: "check"
        label: screen.view.takenText
        onTapped: screen.view.taken()
    }
}

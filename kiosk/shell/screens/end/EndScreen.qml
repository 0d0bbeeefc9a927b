pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property EndView view
    required property ShellModel shell
    readonly property bool reminding: view.reminder !== ""

    objectName: "screen_end"

    Column {
        id: all

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.margin
        y: Math.max(0.75 * Theme.gap, 0.55 * (taken.y - height))
        spacing: (Theme.landscape || Theme.elder ? 0.75 : 1.5) * Theme.gap

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            visible: !Theme.landscape || !Theme.elder
            width: (Theme.landscape ? 2.2 : Theme.elder ? 2.4 : 4) * Theme.icon
            height: width
            radius: width / 2
            color: screen.reminding ? Theme.warnSoft : Theme.goodSoft
            border.color: screen.reminding ? Theme.gold : Theme.good
            border.width: Theme.stroke

            Icon {
                anchors.centerIn: parent
                name: screen.reminding ? "paper_tray" : "check"
                tint: screen.reminding ? Theme.warn : Theme.good
                size: 0.6 * parent.width
            }
        }

        Heading {
            width: parent.width
            text: screen.view.heading
            horizontalAlignment: Text.AlignHCenter
        }

        Banner {
            width: parent.width
            objectName: "left_lying"
            text: screen.view.reminder
        }

        Words {
            width: parent.width
            visible: !screen.reminding
            text: screen.view.hint
            color: Theme.inkSoft
            font.pixelSize: Theme.landscape || Theme.elder ? Theme.body : Theme.large
            horizontalAlignment: Text.AlignHCenter
        }

        GridLayout {
            id: items

            readonly property real cell: (width - (columns - 1) * columnSpacing) / columns

            width: parent.width
            columns: Theme.landscape ? Math.max(1, screen.view.items.length) : 1
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            Repeater {
                model: screen.view.items

                Card {
                    id: item

                    required property var modelData

                    Layout.preferredWidth: items.cell
                    Layout.fillHeight: true
                    implicitHeight: Math.max((Theme.elder ? 1.2 : 1.5) * Theme.touch, label.implicitHeight + Theme.gap)
                    color: modelData.done ? Theme.goodSoft : Theme.paper
                    border.color: modelData.done ? Theme.good : Theme.gold
                    border.width: 2 * Theme.stroke

                    Icon {
                        id: picture

                        x: Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        name: item.modelData.icon
                        tint: item.modelData.done ? Theme.good : Theme.warn
                        size: 1.25 * Theme.icon
                    }

                    Words {
                        id: label

                        anchors.left: picture.right
                        anchors.right: tick.left
                        anchors.margins: 0.75 * Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        text: item.modelData.label
                        font.pixelSize: Theme.large
                        font.weight: Font.Medium
                        lineHeight: 1.15
                    }

                    Icon {
                        id: tick

                        anchors.right: parent.right
                        anchors.rightMargin: Theme.gap
                        anchors.verticalCenter: parent.verticalCenter
                        width: item.modelData.done ? size : 0
                        visible: item.modelData.done
                        name: "check"
                        tint: Theme.good
                    }
                }
            }
        }
    }

    ActionButton {
        id: taken

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        height: 1.25 * Theme.touch
        objectName: "taken"
        kind: "primary"
        iconName: "check"
        label: screen.view.takenText
        onTapped: screen.view.taken()
    }
}

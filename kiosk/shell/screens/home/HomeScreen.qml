pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property HomeView view
    required property ShellModel shell

    objectName: "screen_home"

    Flickable {
        anchors.fill: parent
        contentHeight: content.implicitHeight + 2 * Theme.margin
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: content

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: Theme.margin
            spacing: 1.5 * Theme.gap

            Heading {
                width: parent.width
                text: screen.view.heading
            }

            Rectangle {
                visible: screen.view.notice !== ""
                width: parent.width
                height: notice.implicitHeight + 1.5 * Theme.gap
                radius: Theme.radius
                color: Theme.warnSoft
                border.color: Theme.gold

                Row {
                    anchors.fill: parent
                    anchors.margins: 0.75 * Theme.gap
                    spacing: Theme.gap

                    Icon {
                        id: sign

                        name: "attention"
                        tint: Theme.warn
                    }

                    Words {
                        id: notice

                        width: parent.width - sign.width - parent.spacing
                        text: screen.view.notice
                        color: Theme.warn
                    }
                }
            }

            Repeater {
                model: screen.view.themes

                Column {
                    id: theme

                    required property var modelData

                    width: content.width
                    spacing: Theme.gap

                    Row {
                        spacing: Theme.gap / 2

                        Icon {
                            anchors.verticalCenter: parent.verticalCenter
                            name: theme.modelData.icon
                        }

                        Words {
                            anchors.verticalCenter: parent.verticalCenter
                            text: theme.modelData.name
                            font.pixelSize: Theme.large
                            font.weight: Font.Bold
                            color: Theme.primary
                        }
                    }

                    Grid {
                        id: grid

                        width: parent.width
                        columns: Theme.landscape ? 2 : 1
                        columnSpacing: Theme.gap
                        rowSpacing: Theme.gap

                        Repeater {
                            model: theme.modelData.services

                            ServiceTile {
                                required property var modelData

                                width: (grid.width - (grid.columns - 1) * grid.columnSpacing) / grid.columns
                                service: modelData
                                onTapped: screen.view.begin(modelData.service)
                            }
                        }
                    }
                }
            }
        }
    }
}

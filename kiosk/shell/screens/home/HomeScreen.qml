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

    // A short list stands low, where everybody reaches it; the city fills the rest.
    readonly property real free: flick.height - content.height - 2 * Theme.margin

    Skyline {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.topMargin: Math.max(0, screen.free - height + Theme.margin)
        visible: !Theme.contrast && screen.free > 0.8 * height
        height: 0.22 * width
        fillMode: Image.PreserveAspectCrop
        tint: "#9dbcd8"
    }

    Flickable {
        id: flick

        anchors.fill: parent
        contentHeight: content.y + content.height + Theme.margin
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: content

            x: Theme.margin
            y: Theme.margin + Math.max(0, Theme.landscape ? screen.free / 2 : screen.free)
            width: flick.width - 2 * Theme.margin
            spacing: 1.25 * Theme.gap

            Heading {
                width: parent.width
                text: screen.view.heading
            }

            Banner {
                width: parent.width
                text: screen.view.notice
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
                        columns: Theme.landscape && theme.modelData.services.length > 1 ? 2 : 1
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

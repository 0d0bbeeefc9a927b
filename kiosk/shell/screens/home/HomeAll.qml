pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// All services, by theme.
Item {
    id: page

    required property HomeView view

    // A short list stands low, where everybody reaches it; the city fills the rest.
    readonly property real free: flick.height - content.height - 2 * Theme.margin

    Component {
        id: earlier

        ActionButton {
            height: Theme.touch
            objectName: "resume"
            kind: "plain"
            iconName: "clock"
            label: page.view.resumeText
            onTapped: page.view.resumeEarlier()
        }
    }

    Skyline {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.topMargin: Math.max(0, page.free - height + Theme.margin)
        visible: !Theme.contrast && page.free > 0.8 * height
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
            y: Theme.margin + Math.max(0, Theme.landscape ? page.free / 2 : page.free)
            width: flick.width - 2 * Theme.margin
            spacing: 1.25 * Theme.gap

            Row {
                width: parent.width
                spacing: Theme.gap

                Heading {
                    anchors.verticalCenter: parent.verticalCenter
                    width: Theme.landscape ? 0.6 * (parent.width - parent.spacing) : parent.width
                    text: page.view.heading
                }

                Loader {
                    width: 0.4 * (parent.width - parent.spacing)
                    active: Theme.landscape
                    visible: active
                    sourceComponent: earlier
                }
            }

            Banner {
                width: parent.width
                text: page.view.notice
            }

            Repeater {
                model: page.view.themes

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

                    ServiceTiles {
                        width: parent.width
                        services: theme.modelData.services
                        onBegun: service => page.view.begin(service)
                    }
                }
            }

            Loader {
                width: parent.width
                active: !Theme.landscape
                visible: active
                sourceComponent: earlier
            }
        }
    }
}

pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Tappable {
    id: screen

    required property AttractView view
    required property ShellModel shell

    objectName: "screen_attract"
    label: view.invitation
    onTapped: shell.enter()

    Rectangle {
        anchors.fill: parent
        gradient: Gradient {
            GradientStop {
                position: 0
                color: Theme.primaryDark
            }
            GradientStop {
                position: 0.72
                color: Theme.primary
            }
            GradientStop {
                position: 1
                color: Theme.contrast ? Theme.primary : "#2f7fbf"
            }
        }
    }

    Skyline {
        anchors.bottom: foot.top
        width: parent.width
        height: Math.min((Theme.landscape ? 0.17 : 0.34) * width, foot.y - invitation.y - invitation.height / 2)
        fillMode: Image.PreserveAspectCrop
        tint: "#a9cdee"
        visible: !Theme.contrast
    }

    Row {
        id: place

        x: Theme.margin
        y: Theme.margin
        spacing: 0.75 * Theme.gap

        Rectangle {
            width: 1.6 * Theme.icon
            height: width
            radius: width / 2
            color: Theme.primaryDark
            border.color: Theme.gold
            border.width: Theme.stroke

            Icon {
                anchors.centerIn: parent
                name: "emblem"
                tint: "#ffffff"
            }
        }

        Column {
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.gap / 4

            Words {
                text: screen.shell.place
                color: "#ffffff"
                font.pixelSize: Theme.large
                lineHeight: 1
            }

            Words {
                text: screen.view.openText
                color: Theme.paleOnPrimary
                font.pixelSize: Theme.tiny
                lineHeight: 1
            }
        }
    }

    Words {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: place.verticalCenter
        text: screen.view.clock
        color: "#ffffff"
        font.pixelSize: Theme.heading
        lineHeight: 1
    }

    Column {
        id: welcome

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.margin
        y: Math.max((Theme.landscape ? 0.16 : 0.24) * parent.height, place.y + place.height + Theme.gap)
        spacing: 1.5 * Theme.gap

        Words {
            width: parent.width
            text: screen.view.headline
            color: "#ffffff"
            font.pixelSize: Theme.hero
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignHCenter
            lineHeight: 1.2
        }

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 160 * Theme.unit
            height: 6 * Theme.unit
            radius: height / 2
            color: Theme.gold
        }

        Words {
            width: parent.width
            text: screen.view.promise
            color: Theme.paleOnPrimary
            font.pixelSize: Theme.large
            horizontalAlignment: Text.AlignHCenter
        }
    }

    Rectangle {
        id: invitation

        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max((Theme.landscape ? 0.47 : 0.55) * parent.height, welcome.y + welcome.height + 1.5 * Theme.gap)
        width: words.implicitWidth + 5 * Theme.gap
        height: words.implicitHeight + 2.5 * Theme.gap
        radius: height / 2
        color: "#ffffff"
        border.color: Theme.gold
        border.width: 3 * Theme.stroke

        Row {
            id: words

            anchors.centerIn: parent
            spacing: Theme.gap

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "touch"
                size: Theme.icon * 1.3
            }

            Column {
                anchors.verticalCenter: parent.verticalCenter

                Words {
                    text: screen.view.invitation
                    color: Theme.primary
                    font.pixelSize: Theme.heading
                    font.weight: Font.Bold
                    lineHeight: 1.1
                }

                Words {
                    text: screen.view.otherInvitation
                    color: Theme.primary
                    font.pixelSize: Theme.tiny
                    lineHeight: 1.1
                }
            }
        }

        SequentialAnimation on scale {
            running: !Theme.still
            loops: Animation.Infinite
            NumberAnimation {
                from: 1
                to: 1.035
                duration: 1100
                easing.type: Easing.InOutSine
            }
            NumberAnimation {
                from: 1.035
                to: 1
                duration: 1100
                easing.type: Easing.InOutSine
            }
        }
    }

    Rectangle {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: services.height + 2 * Theme.gap
        color: Theme.primaryDark

        Rectangle {
            width: parent.width
            height: Math.round(6 * Theme.unit)
            color: Theme.gold
        }

        Column {
            id: services

            anchors.centerIn: parent
            width: parent.width - 2 * Theme.margin
            spacing: Theme.gap / 3

            Grid {
                id: offered

                readonly property real line: 1.2 * 1.5 * Theme.large
                // The invitation is what this screen is for: services take the lines that it leaves.
                readonly property real room: screen.height - invitation.y - 1.2 * invitation.height - accepted.height - 3 * Theme.gap
                readonly property int lines: Math.max(1, Math.floor(room / line))

                anchors.horizontalCenter: parent.horizontalCenter
                columns: Math.max(1, Math.min(Theme.landscape ? (Theme.elder ? 2 : 3) : 1, screen.view.services.length))
                columnSpacing: Theme.gap

                Repeater {
                    model: screen.view.services.slice(0, offered.lines * offered.columns)

                    Words {
                        required property string modelData

                        width: (services.width - (offered.columns - 1) * offered.columnSpacing) / offered.columns
                        height: offered.line
                        text: modelData
                        color: "#ffffff"
                        font.pixelSize: Theme.large
                        horizontalAlignment: Text.AlignHCenter
                        verticalAlignment: Text.AlignVCenter
                        wrapMode: Text.NoWrap
                        elide: Text.ElideRight
                        lineHeight: 1.2
                    }
                }
            }

            Words {
                id: accepted

                width: services.width
                visible: text !== ""
                text: screen.view.accepted
                color: Theme.paleOnPrimary
                font.pixelSize: Theme.tiny
                horizontalAlignment: Text.AlignHCenter
                lineHeight: 1.2
            }
        }
    }
}

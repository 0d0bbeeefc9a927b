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
                position: 1
                color: Theme.primary
            }
        }
    }

    Words {
        anchors.left: parent.left
        anchors.top: parent.top
        anchors.margins: Theme.margin
        text: screen.shell.place
        color: "#d5e5f4"
        font.pixelSize: Theme.large
    }

    Words {
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.margin
        text: screen.view.clock
        color: "#d5e5f4"
        font.pixelSize: Theme.large
    }

    Column {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        anchors.verticalCenterOffset: Theme.landscape ? -0.06 * parent.height : -0.12 * parent.height
        spacing: 1.5 * Theme.gap

        Words {
            width: parent.width
            text: screen.view.headline
            color: Theme.paper
            font.pixelSize: Theme.hero
            font.weight: Font.Bold
            horizontalAlignment: Text.AlignHCenter
            lineHeight: 1.2
        }

        Words {
            width: parent.width
            text: screen.view.promise
            color: "#d5e5f4"
            font.pixelSize: Theme.large
            horizontalAlignment: Text.AlignHCenter
        }

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: invitation.implicitWidth + 5 * Theme.gap
            height: invitation.implicitHeight + 2.5 * Theme.gap
            radius: height / 2
            color: Theme.paper

            Row {
                id: invitation

                anchors.centerIn: parent
                spacing: Theme.gap

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: "touch"
                    size: Theme.icon * 1.3
                }

                Words {
                    anchors.verticalCenter: parent.verticalCenter
                    text: screen.view.invitation
                    color: Theme.primary
                    font.pixelSize: Theme.heading
                    font.weight: Font.Bold
                    lineHeight: 1.1
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
    }

    Column {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        spacing: Theme.gap / 2

        Repeater {
            model: screen.view.services

            Words {
                required property string modelData

                width: parent ? parent.width : 0
                text: modelData
                color: "#d5e5f4"
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Rectangle {
    id: screen

    required property OutOfServiceView view
    required property ShellModel shell

    objectName: "screen_out_of_service"
    color: Theme.ground

    Skyline {
        anchors.bottom: foot.top
        width: parent.width
        height: (Theme.landscape ? 0.16 : 0.3) * width
        fillMode: Image.PreserveAspectCrop
        tint: "#9dbcd8"
        visible: !Theme.contrast
    }

    Card {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.landscape ? 4 * Theme.margin : Theme.margin
        y: (Theme.landscape ? 0.1 : 0.2) * parent.height
        height: content.height + 5 * Theme.gap

        Column {
            id: content

            anchors.centerIn: parent
            width: parent.width - 4 * Theme.gap
            spacing: 1.5 * Theme.gap

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                width: 3.6 * Theme.icon
                height: width
                radius: width / 2
                color: Theme.warnSoft
                border.color: Theme.gold
                border.width: Theme.stroke

                Icon {
                    anchors.centerIn: parent
                    name: "attention"
                    tint: Theme.warn
                    size: 2 * Theme.icon
                }
            }

            Heading {
                width: parent.width
                text: screen.view.heading
                horizontalAlignment: Text.AlignHCenter
            }

            Words {
                width: parent.width
                text: screen.view.remedy
                font.pixelSize: Theme.large
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }

    Rectangle {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: terminal.height + 2 * Theme.gap
        color: Theme.primary

        Rectangle {
            width: parent.width
            height: Math.round(6 * Theme.unit)
            color: Theme.gold
        }

        Words {
            id: terminal

            anchors.centerIn: parent
            text: screen.view.terminal
            color: "#ffffff"
            lineHeight: 1
        }
    }
}

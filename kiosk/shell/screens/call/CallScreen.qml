import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property CallView view
    required property ShellModel shell

    objectName: "screen_call"

    Card {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.margin, (Theme.landscape ? 1400 : 1100) * Theme.unit)
        height: content.height + (Theme.dense ? 2 : 5) * Theme.gap

        Column {
            id: content

            anchors.centerIn: parent
            width: parent.width - 4 * Theme.gap
            spacing: 1.5 * Theme.gap

            Rectangle {
                anchors.horizontalCenter: parent.horizontalCenter
                width: (Theme.dense ? 2.4 : 3.6) * Theme.icon
                height: width
                radius: width / 2
                color: Theme.primarySoft
                border.width: Theme.contrast ? Theme.stroke : 0
                border.color: Theme.line

                Icon {
                    anchors.centerIn: parent
                    name: "shield"
                    size: 0.56 * parent.width
                }
            }

            Heading {
                width: parent.width
                text: screen.view.heading
                horizontalAlignment: Text.AlignHCenter
            }

            Spinner {
                anchors.horizontalCenter: parent.horizontalCenter
            }

            Words {
                width: parent.width
                text: screen.view.hint
                color: Theme.inkSoft
                font.pixelSize: Theme.large
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}

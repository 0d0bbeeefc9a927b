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

    Column {
        anchors.centerIn: parent
        width: parent.width - 4 * Theme.margin
        spacing: 2 * Theme.gap

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "attention"
            tint: Theme.warn
            size: 3 * Theme.icon
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

        Words {
            width: parent.width
            text: screen.view.terminal
            color: Theme.inkSoft
            font.pixelSize: Theme.tiny
            horizontalAlignment: Text.AlignHCenter
        }
    }
}

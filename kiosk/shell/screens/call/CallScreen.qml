import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property CallView view
    required property ShellModel shell

    objectName: "screen_call"

    Column {
        anchors.centerIn: parent
        width: parent.width - 4 * Theme.margin
        spacing: 2 * Theme.gap

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "shield"
            size: 2.4 * Theme.icon
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

        Spinner {
            anchors.horizontalCenter: parent.horizontalCenter
        }
    }
}

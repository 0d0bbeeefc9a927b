import QtQuick
import Kiosk.Shell
import Kiosk.Theme

// The way back, help, and the way out: on every screen, in the same place.
Rectangle {
    id: bar

    required property ShellModel shell
    readonly property real keyWidth: (keys.width - 2 * keys.spacing) / 3

    implicitHeight: Theme.touch + (Theme.landscape ? 1 : 1.5) * Theme.gap
    color: Theme.paper

    Rectangle {
        width: parent.width
        height: Theme.stroke
        color: Theme.line
    }

    Row {
        id: keys

        anchors.centerIn: parent
        width: parent.width - 2 * Theme.margin
        spacing: Theme.gap

        ActionButton {
            width: bar.keyWidth
            objectName: "back"
            label: bar.shell.backText
            iconName: "arrow_left"
            enabled: bar.shell.backEnabled
            onTapped: bar.shell.back()
        }

        ActionButton {
            width: bar.keyWidth
            objectName: "help"
            label: bar.shell.helpText
            iconName: "help"
            onTapped: bar.shell.help()
        }

        ActionButton {
            width: bar.keyWidth
            objectName: "leave"
            label: bar.shell.leaveText
            iconName: "leave"
            onTapped: bar.shell.leave()
        }
    }
}

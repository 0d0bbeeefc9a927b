import QtQuick
import Kiosk.Shell
import Kiosk.Theme

Rectangle {
    id: bar

    required property ShellModel shell

    implicitHeight: Theme.touch + 1.5 * Theme.gap
    color: Theme.paper

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    ActionButton {
        anchors.left: parent.left
        anchors.leftMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        objectName: "back"
        label: bar.shell.backText
        iconName: "arrow_left"
        enabled: bar.shell.backEnabled
        onTapped: bar.shell.back()
    }

    ActionButton {
        anchors.centerIn: parent
        objectName: "help"
        label: bar.shell.helpText
        iconName: "help"
        onTapped: bar.shell.help()
    }

    ActionButton {
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        anchors.verticalCenter: parent.verticalCenter
        objectName: "leave"
        label: bar.shell.leaveText
        iconName: "leave"
        onTapped: bar.shell.leave()
    }
}

import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

Item {
    id: screen

    required property TroubleView view
    required property ShellModel shell

    objectName: "screen_trouble"

    Column {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: 1.5 * Theme.margin
        y: Theme.landscape ? Theme.gap : 0.1 * parent.height
        spacing: 1.25 * Theme.gap

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: screen.view.icon
            tint: Theme.warn
            size: (Theme.landscape ? 1.8 : 3) * Theme.icon
        }

        Heading {
            objectName: "trouble_title"
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
            visible: text !== ""
            text: screen.view.reassurance
            color: Theme.good
            font.pixelSize: Theme.large
            horizontalAlignment: Text.AlignHCenter
        }
    }

    Column {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.gap
        spacing: Theme.gap

        ActionButton {
            width: parent.width
            height: 1.25 * Theme.touch
            visible: screen.view.retryOffered
            objectName: "retry"
            kind: "primary"
            label: screen.view.retryText
            onTapped: screen.view.retry()
        }

        ActionButton {
            width: parent.width
            visible: screen.view.goOnOffered
            objectName: "go_on"
            kind: "primary"
            label: screen.view.goOnText
            onTapped: screen.view.goOn()
        }

        ActionButton {
            width: parent.width
            visible: screen.view.backOffered
            objectName: "trouble_back"
            label: screen.view.backText
            onTapped: screen.view.back()
        }

        ActionButton {
            width: parent.width
            visible: !screen.view.retryOffered && !screen.view.goOnOffered
            objectName: "trouble_leave"
            kind: screen.view.backOffered ? "plain" : "primary"
            label: screen.view.leaveText
            onTapped: screen.view.leave()
        }

        Words {
            anchors.horizontalCenter: parent.horizontalCenter
            text: screen.view.technicianCode
            visible: text !== ""
            color: Theme.inkSoft
            font.pixelSize: Theme.tiny
        }
    }
}

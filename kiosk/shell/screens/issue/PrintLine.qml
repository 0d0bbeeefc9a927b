import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One thing that is printed: waiting, under way, or there.
Card {
    id: line

    required property string icon
    required property string label
    required property bool done
    required property bool running

    implicitHeight: 1.3 * Theme.touch
    opacity: done || running ? 1 : 0.6
    color: done ? Theme.goodSoft : Theme.paper

    Row {
        anchors.left: parent.left
        anchors.leftMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: line.icon
            tint: line.done ? Theme.good : Theme.primary
        }

        Words {
            anchors.verticalCenter: parent.verticalCenter
            text: line.label
            font.pixelSize: Theme.large
        }
    }

    Icon {
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        visible: line.done
        name: "check"
        tint: Theme.good
    }

    Spinner {
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        visible: line.running
    }
}

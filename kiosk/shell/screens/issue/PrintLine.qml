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

    implicitHeight: Math.max((Theme.dense ? 1.05 : 1.35) * Theme.touch, words.implicitHeight + Theme.gap)
    color: done ? Theme.goodSoft : running ? Theme.paper : "transparent"
    border.color: done ? Theme.good : running ? Theme.primary : Theme.line

    Icon {
        id: picture

        x: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        name: line.icon
        tint: line.done ? Theme.good : line.running ? Theme.primary : Theme.inkSoft
    }

    Words {
        id: words

        anchors.left: picture.right
        anchors.right: sign.left
        anchors.margins: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        text: line.label
        color: line.done || line.running ? Theme.ink : Theme.inkSoft
        font.pixelSize: Theme.large
        lineHeight: 1.15
    }

    Item {
        id: sign

        anchors.right: parent.right
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: 5 * Theme.gap
        height: Theme.icon

        Icon {
            anchors.right: parent.right
            visible: line.done
            name: "check"
            tint: Theme.good
        }

        Spinner {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            visible: line.running
        }
    }
}

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// A period that one tap chooses: its name, and the months that it means.
Tappable {
    id: key

    property string note: ""
    property string iconName: "calendar"

    implicitHeight: Math.max((Theme.landscape ? 1.3 : 2.1) * Theme.touch, content.implicitHeight + Theme.gap)

    Card {
        anchors.fill: parent
        color: key.pressed ? Theme.primarySoft : key.chosen ? Theme.primarySoft : Theme.paper
        border.color: Theme.primary
        border.width: (key.chosen ? 3 : 1) * Theme.stroke
    }

    Icon {
        id: picture

        x: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        name: key.chosen ? "check" : key.iconName
        size: 1.15 * Theme.icon
    }

    Column {
        id: content

        anchors.left: picture.right
        anchors.right: arrow.left
        anchors.margins: Theme.gap
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: key.label
            font.pixelSize: Theme.large
            font.weight: Font.Bold
            color: Theme.primary
            lineHeight: 1.15
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: key.note
            color: Theme.inkSoft
            font.pixelSize: Theme.tiny
            lineHeight: 1.2
        }
    }

    Icon {
        id: arrow

        anchors.right: parent.right
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        name: "arrow_right"
    }
}

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// A way to say who one is: its sign, its name, and what to do; or, where it cannot be taken now, why.
Tappable {
    id: tile

    required property var way

    objectName: way.object
    label: way.label
    enabled: way.offered
    implicitHeight: (Theme.landscape ? 2 : Theme.elder ? 1.6 : 2.2) * Theme.touch
    Accessible.description: way.note

    Card {
        anchors.fill: parent
        color: tile.pressed ? Theme.primarySoft : tile.enabled || Theme.settling ? Theme.paper : "#e4eaf0"
        border.color: tile.enabled || Theme.settling ? Theme.primary : Theme.line
    }

    Rectangle {
        id: picture

        anchors.left: parent.left
        anchors.leftMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(2.3 * Theme.icon, parent.height - Theme.gap)
        height: width
        radius: Theme.radius
        color: tile.enabled || Theme.settling ? Theme.primary : Theme.inkSoft

        Icon {
            anchors.centerIn: parent
            name: tile.way.icon
            size: 0.6 * parent.width
            tint: "#ffffff"
        }
    }

    Column {
        anchors.left: picture.right
        anchors.right: parent.right
        anchors.margins: Theme.gap
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: tile.way.label
            font.pixelSize: Theme.large
            font.weight: Font.Bold
            color: tile.enabled || Theme.settling ? Theme.primary : Theme.inkSoft
            lineHeight: 1.1
        }

        Words {
            width: parent.width
            text: tile.way.note
            font.pixelSize: Theme.tiny
            color: tile.enabled || Theme.settling ? Theme.inkSoft : Theme.accent
            lineHeight: 1.1
        }
    }
}

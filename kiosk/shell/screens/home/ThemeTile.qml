import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// A theme: its sign, its name, and how many services it has.
Tappable {
    id: tile

    required property var theme
    readonly property bool beside: Theme.landscape || Theme.elder

    objectName: theme.object
    label: theme.name + " " + theme.count
    implicitHeight: content.implicitHeight + 1.5 * Theme.gap

    Card {
        anchors.fill: parent
        color: tile.pressed ? Theme.primarySoft : Theme.paper
        border.color: Theme.primary
    }

    Grid {
        id: content

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: tile.beside ? Theme.gap : 0.5 * Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        columns: tile.beside ? 2 : 1
        spacing: tile.beside ? 0.75 * Theme.gap : Theme.gap / 3
        horizontalItemAlignment: tile.beside ? Grid.AlignLeft : Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Rectangle {
            id: picture

            width: 1.8 * Theme.icon
            height: width
            radius: Theme.radius
            color: Theme.primary

            Icon {
                anchors.centerIn: parent
                name: tile.theme.icon
                size: Theme.icon * 1.2
                tint: "#ffffff"
            }
        }

        Column {
            width: content.width - (tile.beside ? picture.width + content.spacing : 0)
            spacing: Theme.gap / 4

            Words {
                width: parent.width
                horizontalAlignment: tile.beside ? Text.AlignLeft : Text.AlignHCenter
                text: tile.theme.name
                font.pixelSize: Theme.large
                font.weight: Font.Bold
                color: Theme.primary
                lineHeight: 1.1
            }

            Words {
                width: parent.width
                horizontalAlignment: tile.beside ? Text.AlignLeft : Text.AlignHCenter
                text: tile.theme.count
                color: Theme.inkSoft
                font.pixelSize: Theme.tiny
                lineHeight: 1
            }
        }
    }
}

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// A service: what it is, how long it takes, and, when it cannot be begun, why.
Tappable {
    id: tile

    required property var service
    readonly property bool offered: service.reason === ""
    readonly property var facts: [service.minutes, service.fee, service.place].filter(fact => fact !== "")

    objectName: service.object
    label: service.title
    enabled: offered
    implicitHeight: Math.max(2.4 * Theme.touch, content.implicitHeight + 2 * Theme.gap)

    Card {
        anchors.fill: parent
        color: tile.pressed ? Theme.primarySoft : tile.offered ? Theme.paper : "#e4eaf0"
        border.color: tile.offered ? Theme.primary : Theme.line
    }

    Rectangle {
        id: picture

        anchors.left: parent.left
        anchors.leftMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: 2.3 * Theme.icon
        height: width
        radius: Theme.radius
        color: tile.offered ? Theme.primary : Theme.inkSoft

        Icon {
            anchors.centerIn: parent
            name: "document"
            size: Theme.icon * 1.4
            tint: "#ffffff"
        }
    }

    Column {
        id: content

        anchors.left: picture.right
        anchors.right: tile.offered ? arrow.left : parent.right
        anchors.margins: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.gap / 4

        Words {
            width: parent.width
            text: tile.service.title
            font.pixelSize: Theme.large
            font.weight: Font.Bold
            color: tile.offered ? Theme.ink : Theme.inkSoft
            lineHeight: 1.15
        }

        Words {
            width: parent.width
            visible: !Theme.dense
            text: tile.service.summary
            color: Theme.inkSoft
        }

        Row {
            width: parent.width
            spacing: Theme.gap / 3

            Icon {
                id: small

                anchors.verticalCenter: parent.verticalCenter
                name: tile.offered ? "clock" : "attention"
                tint: tile.offered ? Theme.inkSoft : Theme.accent
                size: Theme.tiny * 1.1
            }

            Words {
                width: parent.width - small.width - parent.spacing
                text: tile.offered ? tile.facts.join(" · ") : tile.service.reason
                color: tile.offered ? Theme.inkSoft : Theme.accent
                font.pixelSize: Theme.tiny
                font.weight: tile.offered ? Font.Normal : Font.Bold
            }
        }
    }

    Icon {
        id: arrow

        anchors.right: parent.right
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        name: "arrow_right"
        visible: tile.offered
    }
}

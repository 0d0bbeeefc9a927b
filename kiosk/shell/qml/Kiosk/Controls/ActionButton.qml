import QtQuick
import Kiosk.Theme

// kind: primary (the one way on), plain (another way), quiet (on the bars), danger (ends something).
Tappable {
    id: button

    property string kind: "plain"
    property string iconName: ""
    readonly property color tint: kind === "primary" || kind === "danger" ? Theme.paper : Theme.primary
    readonly property color fill: kind === "primary" ? Theme.primary : kind === "danger" ? Theme.accent : kind === "quiet" ? "transparent" : Theme.paper

    implicitHeight: Math.max(Theme.touch, words.implicitHeight + Theme.gap)
    implicitWidth: row.implicitWidth + 2 * Theme.gap + Theme.gap
    opacity: enabled ? 1 : 0.38

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: button.pressed ? Qt.darker(button.fill === Qt.rgba(0, 0, 0, 0) ? Theme.primarySoft : button.fill, 1.12) : button.fill
        border.width: button.kind === "plain" ? 2 : 0
        border.color: Theme.primary
    }

    Row {
        id: row

        anchors.centerIn: parent
        spacing: Theme.gap / 2

        Icon {
            id: picture

            anchors.verticalCenter: parent.verticalCenter
            name: button.iconName
            visible: button.iconName !== ""
            tint: button.tint
            size: Theme.icon * 0.82
        }

        Words {
            id: words

            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, button.width - 2 * Theme.gap - (picture.visible ? picture.width + Theme.gap / 2 : 0))
            text: button.label
            color: button.tint
            horizontalAlignment: Text.AlignHCenter
            font.pixelSize: button.kind === "primary" ? Theme.large : Theme.body
            font.weight: button.kind === "quiet" ? Font.Normal : Font.Medium
            lineHeight: 1.15
        }
    }
}

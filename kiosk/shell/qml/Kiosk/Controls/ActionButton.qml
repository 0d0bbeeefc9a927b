import QtQuick
import Kiosk.Theme

// kind: primary (the one way on), plain (another way), bar (on the dark bar), danger (ends something).
Tappable {
    id: button

    property string kind: "plain"
    property string iconName: ""
    property string shownLabel: label
    readonly property bool solid: kind === "primary" || kind === "danger"
    readonly property color tint: kind === "plain" ? Theme.primary : "#ffffff"
    readonly property color fill: kind === "primary" ? Theme.primary : kind === "danger" ? Theme.accent : kind === "bar" ? Theme.primaryDark : Theme.paper
    readonly property int inset: Math.round((kind === "bar" ? 0.4 : 0.75) * Theme.gap)

    implicitHeight: Math.max(Theme.touch, words.implicitHeight + Theme.gap)
    implicitWidth: Math.ceil(picture.advance + words.implicitWidth) + 2 * inset
    opacity: enabled || Theme.settling ? 1 : 0.45

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: Math.round(4 * Theme.unit)
        visible: button.solid && (button.enabled || Theme.settling)
        radius: Theme.radius
        color: Qt.darker(button.fill, 1.5)
    }

    Rectangle {
        anchors.fill: parent
        anchors.topMargin: button.solid && button.pressed ? Math.round(4 * Theme.unit) : 0
        anchors.bottomMargin: button.solid && !button.pressed ? Math.round(4 * Theme.unit) : 0
        radius: Theme.radius
        color: button.pressed ? Qt.darker(button.fill, 1.12) : button.fill
        border.width: button.solid ? 0 : Theme.stroke
        border.color: button.kind === "bar" ? Theme.paleOnPrimary : Theme.primary
    }

    Row {
        anchors.centerIn: parent

        Item {
            id: picture

            readonly property real advance: button.iconName === "" ? 0 : image.width + (button.shownLabel === "" ? 0 : Theme.gap / 2)

            anchors.verticalCenter: parent.verticalCenter
            width: advance
            height: image.height

            Icon {
                id: image

                name: button.iconName
                visible: button.iconName !== ""
                tint: button.tint
                size: Theme.icon * 0.82
            }
        }

        Words {
            id: words

            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(Math.ceil(implicitWidth), button.width - 2 * button.inset - picture.advance)
            visible: text !== ""
            text: button.shownLabel
            color: button.tint
            horizontalAlignment: Text.AlignHCenter
            font.pixelSize: button.kind === "primary" ? Theme.large : button.kind === "bar" ? Theme.tiny : Theme.body
            font.weight: Font.Medium
            lineHeight: 1.15
        }
    }
}

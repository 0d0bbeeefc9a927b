import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// One of the five levels: a face, its words, and a frame that shows the choice without colour.
Tappable {
    id: key

    required property int level
    readonly property color tint: ["#a5301f", "#b8660f", "#7a6a12", "#2c6e3f", "#14693a"][level - 1]

    Accessible.role: Accessible.RadioButton
    Accessible.checked: chosen

    Card {
        anchors.fill: parent
        color: key.chosen ? Theme.primarySoft : Theme.paper
        border.color: key.chosen ? Theme.primary : Theme.line
        border.width: key.chosen ? 6 : 2
    }

    Column {
        anchors.centerIn: parent
        width: parent.width - Theme.gap / 2
        spacing: Theme.gap / 3

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "face_" + key.level
            tint: key.tint
            size: Math.min(1.5 * Theme.icon, 0.7 * key.width)
        }

        Words {
            width: parent.width
            text: key.label
            horizontalAlignment: Text.AlignHCenter
            font.pixelSize: Theme.tiny
            font.weight: key.chosen ? Font.Bold : Font.Normal
            lineHeight: 1.1
        }
    }
}

import QtQuick
import Kiosk.Controls
import Kiosk.Theme

Tappable {
    id: key

    implicitHeight: Math.max(Theme.touch * 0.88, words.implicitHeight + (Theme.dense ? 0.2 : 0.4) * Theme.gap)
    Accessible.role: Accessible.CheckBox
    Accessible.checked: chosen

    Card {
        anchors.fill: parent
        radius: Theme.radius / 2
        color: key.chosen || key.pressed ? Theme.primarySoft : Theme.paper
        border.color: key.chosen ? Theme.primary : Theme.line
        border.width: (key.chosen ? 2 : 1) * Theme.stroke
    }

    Icon {
        id: tick

        anchors.left: parent.left
        anchors.leftMargin: Theme.gap / 3
        anchors.verticalCenter: parent.verticalCenter
        name: key.chosen ? "check" : "plus"
        tint: key.chosen ? Theme.primary : Theme.inkSoft
        size: Theme.tiny
    }

    Words {
        id: words

        anchors.left: tick.right
        anchors.right: parent.right
        anchors.margins: Theme.gap / 3
        anchors.verticalCenter: parent.verticalCenter
        text: key.label
        font.pixelSize: Theme.tiny
        font.weight: key.chosen ? Font.Bold : Font.Normal
        lineHeight: 0.95
    }
}

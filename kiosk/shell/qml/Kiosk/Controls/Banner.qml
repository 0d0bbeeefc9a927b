import QtQuick
import Kiosk.Theme

// Something to know before going on: a sign and a few words. Takes no room while it has none.
Rectangle {
    id: banner

    required property string text
    property string iconName: "attention"
    property color tint: Theme.warn
    property alias font: words.font

    visible: text !== ""
    implicitHeight: visible ? Math.max(sign.height, words.implicitHeight) + 1.25 * Theme.gap : 0
    radius: Theme.radius
    color: Theme.warnSoft
    border.color: Theme.gold
    border.width: Theme.stroke

    Icon {
        id: sign

        x: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        name: banner.iconName
        tint: banner.tint
    }

    Words {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: 0.75 * Theme.gap
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        text: banner.text
        color: banner.tint
    }
}

import QtQuick
import Kiosk.Theme

// Something to choose: its name, a few words about it, and a sign that it is chosen.
Tappable {
    id: tile

    property string note: ""
    property bool several: false

    implicitHeight: Math.max((Theme.landscape ? 1 : 1.25) * Theme.touch, content.implicitHeight + Theme.gap)
    Accessible.role: several ? Accessible.CheckBox : Accessible.RadioButton
    Accessible.checked: chosen

    Card {
        anchors.fill: parent
        color: !tile.enabled ? "#e4eaf0" : tile.chosen || tile.pressed ? Theme.primarySoft : Theme.paper
        border.color: tile.enabled ? Theme.primary : Theme.line
        border.width: (tile.chosen ? 3 : 1) * Theme.stroke
    }

    Rectangle {
        id: box

        x: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: 0.8 * Theme.icon
        height: width
        radius: tile.several ? Theme.radius / 3 : width / 2
        color: tile.chosen ? Theme.primary : Theme.paper
        border.color: Theme.primary
        border.width: Theme.stroke

        Icon {
            anchors.centerIn: parent
            visible: tile.chosen
            name: "check"
            tint: "#ffffff"
            size: 0.8 * parent.width
        }
    }

    Column {
        id: content

        anchors.left: box.right
        anchors.right: parent.right
        anchors.margins: 0.75 * Theme.gap
        anchors.verticalCenter: parent.verticalCenter

        Words {
            width: parent.width
            text: tile.label
            font.pixelSize: Theme.large
            font.weight: Font.Bold
            color: tile.enabled ? Theme.primary : Theme.inkSoft
            lineHeight: 1.1
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: tile.note
            color: tile.enabled ? Theme.inkSoft : Theme.accent
            font.pixelSize: Theme.tiny
            lineHeight: 1.15
        }
    }
}

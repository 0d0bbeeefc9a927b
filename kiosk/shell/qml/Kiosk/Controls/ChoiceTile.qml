import QtQuick
import Kiosk.Theme

// Something to choose: its name, a few words about it, a sign that it is chosen. One of `several` waits for the way on;
// a single one leads on at once, and has an arrow. A name alone may be long: it grows smaller before the tile grows higher
// than its place, where it `shrinks`.
Tappable {
    id: tile

    property string note: ""
    property bool several: false
    property bool leads: !several
    property bool shrinks: true
    readonly property bool marked: several || chosen
    readonly property bool offered: enabled || Theme.settling // a screen that has just come listens in a moment
    readonly property bool alone: note === "" && shrinks
    readonly property real wordsWidth: content.width
    readonly property real padding: 0.5 * Theme.gap
    readonly property font labelFont: name.font
    readonly property font noteFont: words.font

    implicitHeight: Math.max((Theme.landscape ? 1 : 1.25) * Theme.touch, alone ? 0 : content.implicitHeight + 2 * padding)
    Accessible.role: several ? Accessible.CheckBox : Accessible.Button
    Accessible.checkable: several
    Accessible.checked: chosen
    Accessible.description: note

    Card {
        anchors.fill: parent
        color: !tile.offered ? "#e4eaf0" : tile.chosen || tile.pressed ? Theme.primarySoft : Theme.paper
        border.color: tile.offered ? Theme.primary : Theme.line
        border.width: (tile.chosen ? 3 : 1) * Theme.stroke
    }

    Rectangle {
        id: box

        x: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: tile.marked ? 0.8 * Theme.icon : 0
        height: 0.8 * Theme.icon
        visible: tile.marked
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

    Icon {
        id: arrow

        anchors.right: parent.right
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        visible: tile.leads && tile.offered
        name: "arrow_right"
        size: tile.leads ? 0.9 * Theme.icon : 0
    }

    Words {
        anchors.left: box.right
        anchors.leftMargin: content.anchors.leftMargin
        anchors.right: arrow.left
        anchors.rightMargin: content.anchors.rightMargin
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.topMargin: 0.3 * Theme.gap
        anchors.bottomMargin: 0.3 * Theme.gap
        visible: tile.alone
        verticalAlignment: Text.AlignVCenter
        text: tile.label
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.tiny
        font.pixelSize: Theme.large
        font.weight: Font.Bold
        color: Theme.primary
        lineHeight: 1
    }

    Column {
        id: content

        anchors.left: box.right
        anchors.leftMargin: tile.marked ? 0.75 * Theme.gap : 0
        anchors.right: arrow.left
        anchors.rightMargin: tile.leads ? 0.5 * Theme.gap : 0
        anchors.verticalCenter: parent.verticalCenter
        visible: !tile.alone

        Words {
            id: name

            width: parent.width
            text: tile.label
            font.pixelSize: Theme.large
            font.weight: Font.Bold
            color: tile.offered ? Theme.primary : Theme.inkSoft
            lineHeight: 1.1
        }

        Words {
            id: words

            width: parent.width
            visible: text !== ""
            text: tile.note
            color: tile.offered ? Theme.inkSoft : Theme.accent
            font.pixelSize: Theme.tiny
            lineHeight: 1.15
        }
    }
}

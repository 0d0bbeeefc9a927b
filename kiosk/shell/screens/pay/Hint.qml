import QtQuick
import Kiosk.Controls
import Kiosk.Theme

// What happens after paying; set apart when it takes longer than it should.
Rectangle {
    id: hint

    property string text: ""
    property bool warns: false

    implicitHeight: words.height + (warns ? 1 : 0.25) * Theme.gap
    radius: Theme.radius
    color: warns ? Theme.warnSoft : "transparent"
    border.color: Theme.gold
    border.width: warns ? Theme.stroke : 0

    Words {
        id: words

        anchors.centerIn: parent
        width: parent.width - Theme.gap
        text: hint.text
        color: hint.warns ? Theme.warn : Theme.inkSoft
        lineHeight: Theme.elder ? 1 : 1.12
        horizontalAlignment: Theme.landscape ? Text.AlignLeft : Text.AlignHCenter
    }
}

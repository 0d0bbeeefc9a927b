import QtQuick
import DeskStyle
import Kiosk.Desk

// How much is left of something; a finger drags it to another amount, or taps there.
Item {
    id: root

    required property WordsViewModel words
    property real share: 1
    property string amount
    property color fill: Style.accent

    signal moved(share: real)

    implicitHeight: 34

    Text {
        text: root.words.zh
        color: Style.ink
        font.pixelSize: 13
    }
    Text {
        y: 18
        text: root.words.en
        color: Style.soft
        font.pixelSize: 10
    }
    Text {
        anchors.right: parent.right
        y: 8
        width: 46
        text: root.amount
        color: Style.ink
        font.pixelSize: 13
        horizontalAlignment: Text.AlignRight
    }
    Item {
        id: groove
        x: 58
        y: 4
        width: parent.width - 58 - 52
        height: 26

        readonly property real shown: drag.active ? drag.share : root.share

        function shareAt(x: real): real {
            return Math.max(0, Math.min(1, x / width));
        }

        Rectangle {
            y: 9
            width: parent.width
            height: 8
            radius: 4
            color: "#e3e9f0"
        }
        Rectangle {
            y: 9
            width: Math.max(8, parent.width * groove.shown)
            height: 8
            radius: 4
            color: root.fill
        }
        Rectangle {
            x: (parent.width - width) * groove.shown
            y: 4
            width: 18
            height: 18
            radius: 9
            color: "white"
            border.color: "#b6c1cc"
        }
        TapHandler {
            onTapped: eventPoint => root.moved(groove.shareAt(eventPoint.position.x))
        }
        DragHandler {
            id: drag

            property real share: 0

            target: null
            xAxis.enabled: true
            yAxis.enabled: false
            onCentroidChanged: {
                if (active)
                    share = groove.shareAt(centroid.position.x);
            }
            onActiveChanged: {
                if (!active)
                    root.moved(share);
            }
        }
    }
}

import QtQuick
import DeskStyle
import Kiosk.Desk

// Chinese, with English below.
Column {
    id: root

    required property WordsViewModel words
    property int size: 18
    property color zhColor: Style.ink
    property color enColor: Style.soft
    property bool bold: false
    property int align: Text.AlignLeft

    spacing: 1

    Text {
        width: root.width > 0 ? root.width : implicitWidth
        text: root.words.zh
        color: root.zhColor
        font.pixelSize: root.size
        font.bold: root.bold
        horizontalAlignment: root.align
        wrapMode: Text.Wrap
    }
    Text {
        width: root.width > 0 ? root.width : implicitWidth
        text: root.words.en
        color: root.enColor
        font.pixelSize: Math.max(11, Math.round(root.size * 0.66))
        horizontalAlignment: root.align
        wrapMode: Text.Wrap
    }
}

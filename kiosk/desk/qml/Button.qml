import QtQuick
import DeskStyle
import Kiosk.Desk

// Something to do with one tap.
Rectangle {
    id: root

    required property WordsViewModel words

    signal tapped

    implicitWidth: label.implicitWidth + 28
    implicitHeight: 44
    radius: 10
    color: !enabled ? "#eef1f5" : tap.pressed ? "#0f55a6" : Style.accent

    Bilingual {
        id: label
        anchors.centerIn: parent
        words: root.words
        size: 14
        align: Text.AlignHCenter
        zhColor: root.enabled ? "white" : "#a4afba"
        enColor: root.enabled ? "#d7e6f7" : "#a4afba"
    }
    TapHandler {
        id: tap
        onTapped: root.tapped()
    }
}

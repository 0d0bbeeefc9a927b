import QtQuick
import Kiosk.Desk

// Some card that does not belong there.
Rectangle {
    id: root

    required property WordsViewModel words

    signal tapped

    radius: 10
    color: "#6d56b8"

    Rectangle {
        y: parent.height * 0.16
        width: parent.width
        height: parent.height * 0.2
        color: "#40327a"
    }
    Bilingual {
        x: 14
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 10
        width: parent.width - 28
        words: root.words
        size: 15
        zhColor: "white"
        enColor: "#d8cfff"
    }
    TapHandler {
        onTapped: root.tapped()
    }
}

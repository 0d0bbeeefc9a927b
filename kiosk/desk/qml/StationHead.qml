import QtQuick
import DeskStyle
import Kiosk.Desk

// What device this is, how it is, and its plug.
Item {
    id: root

    required property StationViewModel station
    required property WordsViewModel plugWords

    readonly property color stateColor: station.state === "ready" ? Style.ready
        : station.state === "trouble" ? Style.trouble : Style.unplugged

    implicitHeight: 108

    Bilingual {
        id: name
        words: root.station.name
        size: 24
        bold: true
    }
    Row {
        anchors.top: name.bottom
        anchors.topMargin: 6
        spacing: 8

        Rectangle {
            width: 12
            height: 12
            radius: 6
            anchors.verticalCenter: parent.verticalCenter
            color: root.stateColor
        }
        Text {
            text: root.station.status.zh
            color: root.stateColor
            font.pixelSize: 16
            font.bold: true
        }
        Text {
            anchors.baseline: parent.children[1].baseline
            text: root.station.status.en
            color: root.stateColor
            font.pixelSize: 13
        }
    }
    Toggle {
        objectName: root.station.role + "_plug"
        anchors.right: parent.right
        words: root.plugWords
        on: root.station.plugged
        onToggled: root.station.togglePlug()
    }
}

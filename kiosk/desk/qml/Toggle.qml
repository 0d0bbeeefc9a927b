import QtQuick
import DeskStyle
import Kiosk.Desk

// A switch with its label.
Item {
    id: root

    required property WordsViewModel words
    property bool on: false
    property color onColor: Style.ready

    signal toggled

    implicitWidth: row.implicitWidth
    implicitHeight: 44

    Row {
        id: row
        anchors.verticalCenter: parent.verticalCenter
        spacing: 10

        Rectangle {
            width: 52
            height: 28
            radius: 14
            anchors.verticalCenter: parent.verticalCenter
            color: root.on ? root.onColor : "#c3ccd6"

            Behavior on color { ColorAnimation { duration: 120 } }

            Rectangle {
                x: root.on ? 27 : 3
                y: 3
                width: 22
                height: 22
                radius: 11
                color: "white"

                Behavior on x { NumberAnimation { duration: 120; easing.type: Easing.OutCubic } }
            }
        }
        Bilingual {
            anchors.verticalCenter: parent.verticalCenter
            words: root.words
            size: 16
        }
    }
    TapHandler {
        onTapped: root.toggled()
    }
}

import QtQuick
import DeskStyle
import Kiosk.Desk

// One fault to set and to mend.
Rectangle {
    id: root

    required property FaultViewModel fault

    implicitWidth: label.implicitWidth + 28
    implicitHeight: 48
    radius: 10
    color: fault.active ? Style.trouble : tap.pressed ? "#e3e9f0" : "#f3f6f9"
    border.color: fault.active ? Style.trouble : Style.edge

    Behavior on color { ColorAnimation { duration: 120 } }

    Bilingual {
        id: label
        anchors.centerIn: parent
        words: root.fault.label
        size: 16
        align: Text.AlignHCenter
        zhColor: root.fault.active ? "white" : Style.ink
        enColor: root.fault.active ? "#ffe3d5" : Style.soft
    }
    TapHandler {
        id: tap
        onTapped: root.fault.toggle()
    }
}

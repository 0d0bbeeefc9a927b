import QtQuick
import DeskStyle
import Kiosk.Desk

// The big switch of the mains, and the UPS with its battery.
Item {
    id: root

    required property DeskViewModel desk
    readonly property UpsViewModel ups: desk.ups

    // The switch.
    Rectangle {
        id: box
        objectName: "mains"
        width: 104
        height: parent.height
        radius: 14
        color: "#f3f6f9"
        border.color: Style.edge

        Rectangle {
            id: slot
            anchors.horizontalCenter: parent.horizontalCenter
            y: 12
            width: 46
            height: parent.height - 70
            radius: 12
            color: "#27313c"

            Rectangle {
                x: 4
                y: root.ups.mains ? 4 : parent.height - height - 4
                width: parent.width - 8
                height: parent.height * 0.46
                radius: 9
                color: root.ups.mains ? Style.ready : Style.trouble

                Behavior on y { NumberAnimation { duration: Style.quick; easing.type: Easing.OutCubic } }

                Rectangle {
                    anchors.centerIn: parent
                    width: 18
                    height: 4
                    radius: 2
                    color: "#e0ffffff"
                }
            }
        }
        Bilingual {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 8
            width: parent.width - 8
            words: root.ups.mains ? root.desk.labels.mainsOn : root.desk.labels.mainsCut
            size: 16
            bold: true
            align: Text.AlignHCenter
            zhColor: root.ups.mains ? Style.ready : Style.trouble
        }
        TapHandler {
            onTapped: root.ups.toggleMains()
        }
    }
    // The UPS: a case with a battery that shows how full it is.
    Rectangle {
        id: unit
        anchors.left: box.right
        anchors.leftMargin: 14
        anchors.right: parent.right
        height: 66
        radius: 12
        gradient: Gradient {
            GradientStop { position: 0; color: Style.bodyLight }
            GradientStop { position: 0.2; color: Style.body }
            GradientStop { position: 1; color: Style.bodyDark }
        }

        Rectangle {
            x: 16
            y: 18
            width: 96
            height: 30
            radius: 6
            color: "transparent"
            border.color: "#8896a5"
            border.width: 2

            Rectangle {
                x: 4
                y: 4
                width: Math.max(2, (parent.width - 8) * root.ups.charge)
                height: parent.height - 8
                radius: 3
                color: root.ups.charge > 0.2 ? Style.glow : Style.trouble
            }
        }
        Rectangle {
            x: 113
            y: 27
            width: 5
            height: 12
            color: "#8896a5"
        }
        Text {
            x: 128
            anchors.verticalCenter: parent.verticalCenter
            text: root.ups.chargeText
            color: "#e6edf4"
            font.pixelSize: 18
            font.bold: true
        }
        Rectangle {
            anchors.right: parent.right
            anchors.rightMargin: 16
            anchors.verticalCenter: parent.verticalCenter
            width: 12
            height: 12
            radius: 6
            color: !root.ups.supplies ? "#55616e" : root.ups.mains ? Style.glow : Style.amber
        }
    }
    Gauge {
        id: charge
        objectName: "ups_charge"
        anchors.top: unit.bottom
        anchors.topMargin: 8
        anchors.left: unit.left
        anchors.right: parent.right
        words: root.desk.labels.battery
        share: root.ups.charge
        amount: root.ups.chargeText
        fill: root.ups.charge > 0.2 ? Style.ready : Style.trouble
        onMoved: share => root.ups.setCharge(share)
    }
    Chips {
        anchors.top: charge.bottom
        anchors.topMargin: 6
        anchors.left: unit.left
        anchors.right: parent.right
        station: root.ups
        things: root.ups.faults
    }
}

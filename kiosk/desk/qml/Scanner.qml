import QtQuick
import DeskStyle
import Kiosk.Desk

// The code scanner: a window that is lit while it looks, and codes to hold before it.
Item {
    id: root

    required property DeskViewModel desk
    readonly property ScannerViewModel scanner: desk.codeScanner

    Rectangle {
        id: device
        width: parent.width
        height: 38
        radius: 12
        gradient: Gradient {
            GradientStop { position: 0; color: Style.bodyLight }
            GradientStop { position: 0.2; color: Style.body }
            GradientStop { position: 1; color: Style.bodyDark }
        }

        Rectangle {
            x: 5
            y: 5
            width: parent.width - 10
            height: parent.height - 10
            radius: 8
            color: root.scanner.lit ? "#5a1620" : Style.dark
            border.color: root.scanner.lit ? "#ff6b6b" : "#3a4653"

            // The code that is held there.
            Grid {
                anchors.centerIn: parent
                visible: root.scanner.holds
                columns: 7
                rows: 7

                Repeater {
                    model: 49

                    delegate: Rectangle {
                        required property int index

                        width: 3
                        height: 3
                        color: [0, 1, 2, 4, 6, 7, 9, 12, 14, 15, 16, 18, 20, 22, 25, 27, 28, 31, 33, 35, 36, 37, 40, 42, 44,
                            45, 48].includes(index) ? Style.ink : "white"
                    }
                }
            }
            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                x: 4
                width: parent.width - 8
                height: 3
                visible: root.scanner.lit
                color: "#ff4d4d"
            }
            Text {
                x: 8
                anchors.verticalCenter: parent.verticalCenter
                anchors.verticalCenterOffset: -1
                visible: root.scanner.lit
                text: root.desk.labels.lit.zh + " " + root.desk.labels.lit.en
                color: "white"
                font.pixelSize: 10
                style: Text.Outline
                styleColor: "#5a1620"
            }
        }
    }
    Chips {
        anchors.top: device.bottom
        anchors.topMargin: 6
        width: parent.width
        station: root.scanner
        things: root.scanner.codes.concat(root.scanner.faults)
    }
}

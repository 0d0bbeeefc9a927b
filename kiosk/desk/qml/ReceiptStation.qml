pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The receipt printer: paper comes out of its mouth, older receipts lie below.
Item {
    id: root

    required property DeskViewModel desk

    readonly property int paperWidth: 250

    Flickable {
        id: tray
        anchors.fill: parent
        anchors.topMargin: 78
        contentHeight: papers.height + 24
        clip: true

        Column {
            id: papers
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 16

            Repeater {
                id: printed
                model: root.desk.receipts

                delegate: Rectangle {
                    required property string modelData

                    width: root.paperWidth
                    height: picture.height + 8
                    color: "white"
                    border.color: "#dfe4ea"

                    Image {
                        id: picture
                        x: 4
                        width: parent.width - 8
                        height: sourceSize.width > 0 ? width * implicitHeight / Math.max(1, implicitWidth) : 0
                        source: parent.modelData
                        fillMode: Image.PreserveAspectFit
                        mipmap: true
                    }
                }
            }
        }
    }
    Bilingual {
        anchors.centerIn: parent
        width: parent.width
        visible: printed.count === 0
        words: root.desk.labels.noReceipt
        size: 17
        align: Text.AlignHCenter
        zhColor: Style.soft
    }
    Rectangle {
        anchors.horizontalCenter: parent.horizontalCenter
        width: root.paperWidth + 70
        height: 90
        radius: 18
        gradient: Gradient {
            GradientStop { position: 0; color: Style.bodyLight }
            GradientStop { position: 0.2; color: Style.body }
            GradientStop { position: 1; color: Style.bodyDark }
        }

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 74
            width: root.paperWidth + 14
            height: 8
            radius: 4
            color: "#0b1016"
        }
        Rectangle {
            x: 22
            y: 24
            width: 12
            height: 12
            radius: 6
            color: root.desk.receiptPrinter.state === "ready" ? "#3ddc8a"
                : root.desk.receiptPrinter.state === "trouble" ? "#ff8a4c" : "#55616e"
        }
        Rectangle {
            x: 42
            y: 24
            width: 12
            height: 12
            radius: 6
            color: root.desk.paperLow ? "#ffc24c" : "#3a4653"
        }
    }
}

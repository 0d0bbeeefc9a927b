pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The receipt printer: paper comes out of its mouth and scrolls, older receipts hang below.
Item {
    id: root

    required property DeskViewModel desk
    readonly property ReceiptPrinterViewModel printer: desk.receiptPrinter
    readonly property int paperWidth: 206

    Flickable {
        anchors.top: machine.bottom
        anchors.topMargin: -10
        anchors.bottom: foot.top
        anchors.bottomMargin: 8
        width: parent.width
        contentHeight: papers.height + 20
        clip: true

        Column {
            id: papers
            anchors.horizontalCenter: parent.horizontalCenter
            spacing: 12

            Repeater {
                id: printed
                model: root.printer.papers

                delegate: Rectangle {
                    id: paper

                    required property string modelData
                    required property int index

                    width: root.paperWidth
                    height: picture.height + 8
                    color: "white"
                    border.color: "#dfe4ea"

                    Image {
                        id: picture
                        x: 4
                        width: parent.width - 8
                        height: sourceSize.width > 0 ? width * implicitHeight / Math.max(1, implicitWidth) : 0
                        source: paper.modelData
                        fillMode: Image.PreserveAspectFit
                        mipmap: true
                    }
                    NumberAnimation on y {
                        running: !Style.still && paper.index === 0
                        from: -120
                        to: 0
                        duration: 500
                        easing.type: Easing.OutQuad
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
        size: 14
        align: Text.AlignHCenter
        zhColor: Style.soft
    }
    Rectangle {
        id: machine
        anchors.horizontalCenter: parent.horizontalCenter
        width: parent.width
        height: 64
        radius: 14
        gradient: Gradient {
            GradientStop { position: 0; color: Style.bodyLight }
            GradientStop { position: 0.2; color: Style.body }
            GradientStop { position: 1; color: Style.bodyDark }
        }

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 50
            width: root.paperWidth + 10
            height: 7
            radius: 4
            color: "#0b1016"
        }
        Rectangle {
            x: 16
            y: 18
            width: 10
            height: 10
            radius: 5
            color: Style.lamp(root.printer.state)
        }
        Rectangle {
            x: 33
            y: 18
            width: 10
            height: 10
            radius: 5
            color: root.printer.paperLow.active ? "#ffc24c" : "#3a4653"
        }
    }
    Column {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: 6

        Row {
            spacing: 6

            Button {
                objectName: "receipt_printer_take"
                words: root.desk.labels.tearOff
                enabled: root.printer.lying > 0
                onTapped: root.printer.take()
            }
            Chip {
                objectName: "paper_low"
                anchors.verticalCenter: parent.verticalCenter
                thing: root.printer.paperLow
            }
        }
        Gauge {
            objectName: "receipt_printer_roll"
            width: parent.width
            words: root.desk.labels.roll
            share: root.printer.roll
            amount: root.printer.rollText
            fill: root.printer.paperLow.active ? Style.amber : "#8796a6"
            onMoved: share => root.printer.setRoll(share)
        }
        Chips {
            width: parent.width
            station: root.printer
            things: root.printer.faults
        }
    }
}

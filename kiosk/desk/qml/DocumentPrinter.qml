pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The A4 printer: sheets lie in its mouth until they are taken, the newest in front.
Item {
    id: root

    required property DeskViewModel desk
    readonly property DocumentPrinterViewModel printer: desk.documentPrinter

    Flickable {
        anchors.top: machine.bottom
        anchors.topMargin: -12
        anchors.bottom: foot.top
        anchors.bottomMargin: 8
        width: parent.width
        contentHeight: sheets.height + 16
        clip: true

        Flow {
            id: sheets
            x: 22
            width: parent.width - 44
            spacing: 10

            Repeater {
                id: printed
                model: root.printer.papers

                delegate: Rectangle {
                    id: sheet

                    required property string modelData
                    required property int index

                    width: index === 0 ? sheets.width : (sheets.width - sheets.spacing) / 2
                    height: width * 1.414
                    color: "white"
                    border.color: "#ccd4dc"

                    Image {
                        anchors.fill: parent
                        anchors.margins: 1
                        source: sheet.modelData
                        fillMode: Image.PreserveAspectFit
                        mipmap: true
                    }
                }
            }
        }
    }
    Bilingual {
        anchors.centerIn: parent
        anchors.verticalCenterOffset: -40
        width: parent.width
        visible: printed.count === 0
        words: root.desk.labels.noSheet
        size: 14
        align: Text.AlignHCenter
        zhColor: Style.soft
    }
    Rectangle {
        id: machine
        width: parent.width
        height: 76
        radius: 14
        gradient: Gradient {
            GradientStop { position: 0; color: "#f7f9fb" }
            GradientStop { position: 0.75; color: "#dfe5eb" }
            GradientStop { position: 1; color: "#c6ced7" }
        }
        border.color: "#c0c9d3"

        Rectangle {
            x: 18
            y: 16
            width: 104
            height: 30
            radius: 6
            color: Style.ink

            Text {
                anchors.centerIn: parent
                width: parent.width - 12
                horizontalAlignment: Text.AlignHCenter
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 9
                text: root.printer.state === "unpowered" || root.printer.state === "unplugged" ? "" : root.printer.status.zh
                color: root.printer.state === "ready" ? "#7df0b4" : "#ffb08a"
                font.pixelSize: 14
            }
        }
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 60
            width: parent.width - 34
            height: 9
            radius: 5
            color: "#27313c"
        }
    }
    Column {
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        spacing: 5

        Button {
            objectName: "document_printer_take"
            words: root.desk.labels.takeSheets
            enabled: root.printer.lying > 0
            onTapped: root.printer.take()
        }
        Gauge {
            objectName: "document_printer_paper"
            width: parent.width
            words: root.desk.labels.sheetsLeft
            share: root.printer.paper
            amount: root.printer.paperText
            fill: "#8796a6"
            onMoved: share => root.printer.setPaper(share)
        }
        Gauge {
            objectName: "document_printer_toner"
            width: parent.width
            words: root.desk.labels.toner
            share: root.printer.toner
            amount: root.printer.tonerText
            fill: Style.ink
            onMoved: share => root.printer.setToner(share)
        }
        Chips {
            width: parent.width
            station: root.printer
            things: root.printer.faults
        }
    }
}

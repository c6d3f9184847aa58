using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Reads one optics group from a row of data_optics (where there is one) and the particle row that first belongs to it.</summary>
internal readonly struct RelionOpticsRow(StarTable? table, int row, StarReader particle, ParticleReadOptions options, bool hasCtf)
{
    public OpticsGroup Build(string number)
    {
        if (Number("rlnImageDimensionality") is double dimensions and not 2)
        {
            throw Bad("rlnImageDimensionality", dimensions, "2: images, not subtomograms", "export the particles as 2D tilt images");
        }
        if (Number("rlnCtfDataArePhaseFlipped") is double flipped and not 0)
        {
            throw Bad("rlnCtfDataArePhaseFlipped", flipped, "0: images that are not phase-flipped", "extract the particles again without phase flipping");
        }
        double voltage = Number("rlnVoltage") ?? 300;
        if (voltage is < 10 or > 3000)
        {
            throw Bad("rlnVoltage", voltage, "kilovolts, 10-3000");
        }
        double contrast = !hasCtf ? 1 : Number("rlnAmplitudeContrast") ?? options.AmplitudeContrast!.Value;
        if (contrast is < 0 or > 1)
        {
            throw Bad("rlnAmplitudeContrast", contrast, "a fraction, 0-1");
        }
        bool isNumber = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value == Math.Floor(value) && Math.Abs(value) < int.MaxValue;
        var group = new OpticsGroup
        {
            Number = isNumber ? (int)value : throw new InputException(particle.Path, $"line {particle.RowLine}, column _rlnOpticsGroup", $"'{number}'", "a whole number"),
            Name = Text("rlnOpticsGroupName") ?? $"opticsGroup{number}",
            VoltageKilovolt = voltage,
            SphericalAberrationMillimetre = hasCtf ? Number("rlnSphericalAberration") ?? 0 : 0,
            AmplitudeContrast = contrast,
            PixelSizeAngstrom = PixelSize(),
            Box = (int)(Number("rlnImageSize") ?? 0),
            CtfPremultiplied = Number("rlnCtfDataAreCtfPremultiplied") is not (null or 0),
        };
        return options.IgnoreAberrations ? group : group with
        {
            BeamTiltX = Number("rlnBeamTiltX") ?? 0,
            BeamTiltY = Number("rlnBeamTiltY") ?? 0,
            OddZernike = List("rlnOddZernike"),
            EvenZernike = List("rlnEvenZernike"),
            Magnification = (Number("rlnMagMat00") ?? 1, Number("rlnMagMat01") ?? 0, Number("rlnMagMat10") ?? 0, Number("rlnMagMat11") ?? 1),
        };
    }

    private double PixelSize()
    {
        string label = "rlnImagePixelSize";
        double? size = Number(label);
        if (size is null)
        {
            size = Number(label = "rlnPixelSize");
        }
        if (size is null && Number("rlnDetectorPixelSize") is double detector && Number(label = "rlnMagnification") is double magnification)
        {
            size = detector * 1e4 / magnification;
        }
        return size is null
            ? throw new InputException(particle.Path, $"line {particle.TableLine}", "no pixel size", "_rlnImagePixelSize in data_optics, or _rlnDetectorPixelSize and _rlnMagnification in the rows")
            : size is > 0.01 and < 1000 ? size.Value : throw Bad(label, size.Value, "a pixel size of 0.01-1000 angstrom");
    }

    private string? Text(string label)
    {
        int column = table?.IndexOf(label) ?? -1;
        if (column >= 0)
        {
            return table![row, column];
        }
        column = particle.IndexOf(label);
        return column < 0 ? null : particle[column].ToString();
    }

    private double? Number(string label)
    {
        string? text = Text(label);
        return text is null ? null : Parse(label, text);
    }

    private double Parse(string label, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : throw new InputException(particle.Path, Place(label), $"'{text}'", "a finite number");

    private double[] List(string label)
    {
        string? text = Text(label);
        if (text is null || text.Trim('[', ']', ' ').Length == 0)
        {
            return [];
        }
        var self = this;
        return [.. text.Trim('[', ']').Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(part => self.Parse(label, part))];
    }

    private string Place(string label) => table?.IndexOf(label) >= 0 ? $"line {table.LineOf(row)}, data_optics, column _{label}" : $"line {particle.RowLine}, column _{label}";

    private InputException Bad(string label, double value, string expected, string? advice = null) =>
        new(particle.Path, Place(label), value.ToString(CultureInfo.InvariantCulture), expected, advice);
}

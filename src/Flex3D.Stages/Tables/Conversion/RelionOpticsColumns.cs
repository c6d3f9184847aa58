using System.Globalization;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles;

namespace Flex3D.Stages.Tables.Conversion;

/// <summary>The optics groups of rows with RELION's names: rows that have the same text in all columns of optics share one.</summary>
internal sealed class RelionOpticsColumns
{
    /// <summary>Labels that RELION keeps in data_optics, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Labels { get; } =
    [
        "rlnOpticsGroupName", "rlnOpticsGroup", "rlnMtfFileName", "rlnMicrographOriginalPixelSize", "rlnMicrographPixelSize", "rlnVoltage", "rlnSphericalAberration", "rlnAmplitudeContrast",
        "rlnImagePixelSize", "rlnImageSize", "rlnImageDimensionality", "rlnCtfDataAreCtfPremultiplied", "rlnCtfDataArePhaseFlipped", "rlnBeamTiltX", "rlnBeamTiltY",
        "rlnOddZernike", "rlnEvenZernike", "rlnMagMat00", "rlnMagMat01", "rlnMagMat10", "rlnMagMat11",
    ];

    // Pixel sizes before RELION 3.1.
    private static readonly string[] s_older = ["rlnPixelSize", "rlnDetectorPixelSize", "rlnMagnification"];

    private readonly TableRows _rows;
    private readonly int[] _columns;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _known = new Dictionary<string, int>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private readonly List<string> _places = [];
    private char[] _key = new char[512];

    public RelionOpticsColumns(TableRows rows)
    {
        _rows = rows;
        _columns = [.. Labels.Concat(s_older).Select(rows.IndexOf).Where(column => column >= 0)];
    }

    /// <summary>Names of the columns of optics that the table has.</summary>
    public IEnumerable<string> Names => _columns.Select(column => _rows.Names[column]);

    /// <summary>Number of groups found.</summary>
    public int Count => _places.Count;

    /// <summary>Returns the index of the current row's group, in order of appearance.</summary>
    /// <param name="isNew">Whether the row is the first of its group.</param>
    public int Find(out bool isNew)
    {
        int length = 0;
        foreach (int column in _columns)
        {
            ReadOnlySpan<char> value = _rows.Text(column);
            if (length + value.Length + 1 > _key.Length)
            {
                Array.Resize(ref _key, 2 * (length + value.Length + 1));
            }
            value.CopyTo(_key.AsSpan(length));
            length += value.Length;
            _key[length++] = '\n';
        }
        isNew = !_known.TryGetValue(_key.AsSpan(0, length), out int group);
        if (isNew)
        {
            _known[_key.AsSpan(0, length)] = group = _places.Count;
            _places.Add(_rows.Place);
        }
        return group;
    }

    /// <summary>Reads the optics of the current row.</summary>
    /// <exception cref="InputException">The pixel size is missing, a value is no number, or the images are of a kind that cryoSPARC has not.</exception>
    public OpticsGroup Read()
    {
        Refuse("rlnImageDimensionality", 2, "subtomograms have no counterpart in cryoSPARC");
        Refuse("rlnCtfDataAreCtfPremultiplied", 0, "cryoSPARC has no images multiplied by their CTF: extract them again");
        Refuse("rlnCtfDataArePhaseFlipped", 0, "cryoSPARC has no phase-flipped images: extract them again");
        double number = Number("rlnOpticsGroup") ?? 1;
        return new OpticsGroup
        {
            Number = number >= 0 && number < int.MaxValue && number == Math.Floor(number) ? (int)number
                : throw new InputException(_rows.Path, $"{_rows.Place}, column _rlnOpticsGroup", number.ToString(CultureInfo.InvariantCulture), "a whole number"),
            Name = _rows.IndexOf("rlnOpticsGroupName") is >= 0 and var name ? _rows.Text(name).ToString() : "",
            VoltageKilovolt = Number("rlnVoltage") ?? 300,
            SphericalAberrationMillimetre = Number("rlnSphericalAberration") ?? 0,
            AmplitudeContrast = Number("rlnAmplitudeContrast") ?? 0.1,
            PixelSizeAngstrom = PixelSize(),
            Box = (int)(Number("rlnImageSize") ?? 0),
            BeamTiltX = Number("rlnBeamTiltX") ?? 0,
            BeamTiltY = Number("rlnBeamTiltY") ?? 0,
            OddZernike = List("rlnOddZernike"),
            EvenZernike = List("rlnEvenZernike"),
            Magnification = (Number("rlnMagMat00") ?? 1, Number("rlnMagMat01") ?? 0, Number("rlnMagMat10") ?? 0, Number("rlnMagMat11") ?? 1),
        };
    }

    /// <summary>Reads the pixel size of the current row's image, Å.</summary>
    /// <exception cref="InputException">It is missing, or no number.</exception>
    public double PixelSize() => Number("rlnImagePixelSize") ?? Number("rlnPixelSize") ?? (Number("rlnDetectorPixelSize") is { } detector && Number("rlnMagnification") is > 0 and var magnification
        ? detector * 1e4 / magnification : throw new InputException(_rows.Path, _rows.Place, "no pixel size", "_rlnImagePixelSize in data_optics, or _rlnDetectorPixelSize and _rlnMagnification in the rows"));

    private void Refuse(string label, double allowed, string advice)
    {
        if (Number(label) is { } value && value != allowed)
        {
            throw new InputException(_rows.Path, $"{_rows.Place}, column _{label}", value.ToString(CultureInfo.InvariantCulture), allowed.ToString(CultureInfo.InvariantCulture), advice);
        }
    }

    private double? Number(string label) => _rows.IndexOf(label) is >= 0 and var column ? _rows.Number(column, 0) : null;

    private double[] List(string label)
    {
        if (_rows.IndexOf(label) is not (>= 0 and var column))
        {
            return [];
        }
        string text = _rows.Text(column).ToString();
        return [.. text.Trim('[', ']', ' ').Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
                : throw new InputException(_rows.Path, $"{_rows.Place}, column _{label}", $"'{part}'", "numbers between commas"))];
    }
}

using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>The atoms of a PDB file (fixed columns, wwPDB format 3.3); only columns 31-54 change when atoms move.</summary>
/// <remarks>All lines are kept. Columns 61-66 change where atoms get B factors.</remarks>
internal sealed class PdbFile : AtomicModel
{
    internal static readonly string[] AllEndings = [".pdb", ".ent"];

    private readonly string[] _lines;
    private readonly int[] _atomLines;

    private PdbFile(string path, string[] lines, List<Atom> atoms, List<int> atomLines) : base(path, atoms) =>
        (_lines, _atomLines) = (lines, [.. atomLines]);

    public override string Kind => "PDB";

    public override IReadOnlyList<string> Endings => AllEndings;

    /// <summary>Six characters, two of them decimals.</summary>
    public override double LargestBFactor => 999.99;

    public override bool HasAnisotropic => Array.Exists(_lines, line => line.StartsWith("ANISOU", StringComparison.Ordinal));

    internal static PdbFile Parse(string path, string text)
    {
        string[] lines = text.Split('\n');
        var atoms = new List<Atom>();
        var atomLines = new List<int>();
        var names = new Dictionary<string, string>();
        int model = 1;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (line.StartsWith("MODEL ", StringComparison.Ordinal))
            {
                model = int.TryParse(line.AsSpan(6).Trim(), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number
                    : throw new InputException(path, $"line {i + 1}", $"'{line}'", "MODEL and its number");
            }
            else if (IsAtom(line))
            {
                atoms.Add(ParseAtom(path, line, i + 1, model, names));
                atomLines.Add(i);
            }
        }
        return atoms.Count > 0 ? new PdbFile(path, lines, atoms, atomLines)
            : throw new InputException(path, null, "no ATOM or HETATM line", "a PDB or mmCIF model");
    }

    private protected override void WriteMoved(TextWriter writer, IReadOnlyList<double[]> frames, IReadOnlyList<double>? bFactors)
    {
        // The coordinate section runs from the first MODEL or atom to the last ENDMDL, atom, TER or ANISOU.
        int first = Math.Min(_atomLines[0], IndexOf(line => line.StartsWith("MODEL ", StringComparison.Ordinal)));
        int last = Array.FindLastIndex(_lines, IsCoordinate);
        bool several = frames.Count > 1;
        WriteLines(writer, 0, first);
        int model = 0;
        for (int f = 0; f < frames.Count; f++)
        {
            bool inside = false;
            int atom = 0;
            for (int i = first; i <= last; i++)
            {
                string line = _lines[i];
                bool opens = line.StartsWith("MODEL ", StringComparison.Ordinal), closes = line.StartsWith("ENDMDL", StringComparison.Ordinal);
                if (several && !inside && !closes)
                {
                    writer.Write($"MODEL     {++model,4}\n");
                    inside = true;
                }
                if (atom < _atomLines.Length && _atomLines[atom] == i)
                {
                    line = WithBFactor(Moved(line, frames[f].AsSpan(3 * atom, 3), i + 1), bFactors?[atom]);
                    atom++;
                }
                if (!several || !opens)
                {
                    WriteLine(writer, line, i);
                }
                inside &= !closes;
            }
            if (inside)
            {
                writer.Write("ENDMDL\n");
            }
        }
        WriteLines(writer, last + 1, _lines.Length);
    }

    private static bool IsAtom(string line) => line.StartsWith("ATOM  ", StringComparison.Ordinal) || line.StartsWith("HETATM", StringComparison.Ordinal);

    private static bool IsCoordinate(string line) =>
        IsAtom(line) || line.StartsWith("ENDMDL", StringComparison.Ordinal) || line.StartsWith("TER", StringComparison.Ordinal) || line.StartsWith("ANISOU", StringComparison.Ordinal);

    private int IndexOf(Predicate<string> predicate) => Array.FindIndex(_lines, predicate) is >= 0 and var at ? at : int.MaxValue;

    private void WriteLines(TextWriter writer, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            WriteLine(writer, _lines[i], i);
        }
    }

    /// <summary>Writes a line and its line end; the text was split at line ends, so the last line has none.</summary>
    private void WriteLine(TextWriter writer, string line, int index)
    {
        writer.Write(line);
        if (index < _lines.Length - 1)
        {
            writer.Write('\n');
        }
    }

    private string Moved(string line, ReadOnlySpan<double> position, int number)
    {
        Span<char> text = stackalloc char[24];
        text.Fill(' ');
        for (int k = 0; k < 3; k++)
        {
            string value = position[k].ToString("F3", CultureInfo.InvariantCulture);
            if (value.Length > 8)
            {
                throw new InputException(Path, $"line {number}", $"a coordinate of {value} angstrom", "at most 8 characters, -999.999 to 9999.999", "write mmCIF, which has no such limit, or move the model nearer to its origin");
            }
            value.CopyTo(text[(8 * (k + 1) - value.Length)..]);
        }
        return string.Concat(line.AsSpan(0, 30), text, line.AsSpan(54));
    }

    private string WithBFactor(string line, double? value) => value is not { } b ? line
        : string.Concat(line.TrimEnd('\r').PadRight(60).AsSpan(0, 60), Math.Min(b, LargestBFactor).ToString("F2", CultureInfo.InvariantCulture).PadLeft(6), line.Length > 66 ? line.AsSpan(66) : line.EndsWith('\r') ? "\r" : "");

    private static Atom ParseAtom(string path, string line, int number, int model, Dictionary<string, string> names)
    {
        if (line.Length < 54)
        {
            throw new InputException(path, $"line {number}", $"an atom line of {line.Length} characters", "at least 54 (coordinates in columns 31-54)", "write the file again with fixed columns");
        }
        string Word(int from, int to)
        {
            string word = line.Length < from ? "" : line[(from - 1)..Math.Min(to, line.Length)].Trim();
            return names.TryGetValue(word, out string? known) ? known : names[word] = word;
        }
        double Value(int from, int to, double? missing = null)
        {
            ReadOnlySpan<char> word = line.Length < from ? default : line.AsSpan((from - 1)..Math.Min(to, line.Length)).Trim();
            return word.IsEmpty && missing is not null ? missing.Value
                : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
                : throw new InputException(path, $"line {number}, columns {from}-{to}", $"'{word}'", "a number");
        }
        string element = Word(77, 78);
        return new Atom(model, element.Length > 0 ? element.ToUpperInvariant() : ElementOf(line), Word(13, 16), line[16], Word(18, 20), Word(22, 22),
            PdbResidueNumber.Parse(line.AsSpan(22, 4), path, number), line[26], Value(31, 38), Value(39, 46), Value(47, 54), Value(55, 60, 1), Value(61, 66, 0), line[0] == 'H');
    }

    /// <summary>The element symbol; without an element column, columns 13-14 hold it right-justified: " CA " is carbon, "CA  " calcium.</summary>
    private static string ElementOf(string line)
    {
        char first = line[12], second = line[13];
        bool two = char.IsLetter(first) && char.IsLetter(second) && (line[0] == 'H' || !"HCNOS".Contains(first));
        return (two ? line.Substring(12, 2) : char.IsLetter(first) ? first.ToString() : second.ToString()).ToUpperInvariant();
    }
}

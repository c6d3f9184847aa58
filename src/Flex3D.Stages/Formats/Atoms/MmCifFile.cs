using System.Globalization;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>The atoms of an mmCIF file; the text is kept, and only Cartn_x/y/z change when atoms move.</summary>
/// <remarks>Added frames also have ids and model numbers of their own, and B_iso_or_equiv changes where atoms get B factors.</remarks>
internal sealed class MmCifFile : AtomicModel
{
    internal static readonly string[] AllEndings = [".cif", ".mmcif"];

    private const int FewestDecimals = 3, MostDecimals = 6;

    private readonly string _text;
    private readonly List<Edit> _edits;
    private readonly int _rowsStart, _rowsEnd;
    private readonly bool _hasModel;

    private enum Field
    {
        X,
        Y,
        Z,
        Id,
        Model,
        BFactor,
    }

    /// <summary>The place of a token of the atom table that may be replaced.</summary>
    private readonly record struct Edit(int Start, int Length, Field Field, int Atom);

    private MmCifFile(string path, string text, List<Atom> atoms, List<Edit> edits, int rowsStart, int rowsEnd, bool hasModel) : base(path, atoms) =>
        (_text, _edits, _rowsStart, _rowsEnd, _hasModel) = (text, edits, rowsStart, rowsEnd, hasModel);

    public override string Kind => "mmCIF";

    public override IReadOnlyList<string> Endings => AllEndings;

    public override double LargestBFactor => double.PositiveInfinity;

    public override bool HasAnisotropic => _text.Contains("_atom_site_anisotrop.", StringComparison.Ordinal);

    internal static MmCifFile Parse(string path, string text)
    {
        using StarReader reader = StarReader.Over(new StringReader(text), path, rowsMaySpanLines: true);
        while (reader.ReadTable())
        {
            if (reader.IndexOf("atom_site.Cartn_x") >= 0)
            {
                return ReadAtoms(reader, path, text);
            }
        }
        throw new InputException(path, null, "no _atom_site.Cartn_x", "a PDB or mmCIF model");
    }

    private static MmCifFile ReadAtoms(StarReader reader, string path, string text)
    {
        int Required(string name) => reader.IndexOf("atom_site." + name) is >= 0 and var column ? column
            : throw new InputException(path, $"line {reader.TableLine}", $"no _atom_site.{name}", "positions and elements of atoms");
        int Either(string author, string label) => reader.IndexOf("atom_site." + author) is >= 0 and var column ? column : reader.IndexOf("atom_site." + label);
        int[] xyz = [Required("Cartn_x"), Required("Cartn_y"), Required("Cartn_z")];
        int element = Required("type_symbol"), group = reader.IndexOf("atom_site.group_PDB"), alt = reader.IndexOf("atom_site.label_alt_id");
        int name = Either("auth_atom_id", "label_atom_id"), residue = Either("auth_comp_id", "label_comp_id"), chain = Either("auth_asym_id", "label_asym_id");
        int sequence = Either("auth_seq_id", "label_seq_id"), insertion = reader.IndexOf("atom_site.pdbx_PDB_ins_code");
        int occupancy = reader.IndexOf("atom_site.occupancy"), bFactor = reader.IndexOf("atom_site.B_iso_or_equiv");
        int id = reader.IndexOf("atom_site.id"), model = reader.IndexOf("atom_site.pdbx_PDB_model_num");
        var words = new Dictionary<string, string>();
        var spans = words.GetAlternateLookup<ReadOnlySpan<char>>();
        string Word(int column)
        {
            ReadOnlySpan<char> word = column < 0 || IsNone(reader[column]) ? "" : reader[column];
            return spans.TryGetValue(word, out string? known) ? known : words[word.ToString()] = word.ToString();
        }
        double Value(int column, double missing) => column < 0 || IsNone(reader[column]) ? missing : reader.Number(column);
        char Letter(int column) => Word(column) is { Length: > 0 } word ? word[0] : ' ';
        var atoms = new List<Atom>();
        var edits = new List<Edit>();
        int rowsStart = -1, rowsEnd = 0;
        while (reader.ReadRow())
        {
            int atom = atoms.Count;
            atoms.Add(new Atom((int)Value(model, 1), Word(element).ToUpperInvariant(), Word(name), Letter(alt), Word(residue), Word(chain), (int)Value(sequence, 0), Letter(insertion),
                reader.Number(xyz[0]), reader.Number(xyz[1]), reader.Number(xyz[2]), Value(occupancy, 1), Value(bFactor, 0), Word(group) == "HETATM"));
            int first = edits.Count;
            for (int k = 0; k < 3; k++)
            {
                edits.Add(At(reader, xyz[k], (Field)k, atom));
            }
            if (id >= 0)
            {
                edits.Add(At(reader, id, Field.Id, atom));
            }
            if (model >= 0)
            {
                edits.Add(At(reader, model, Field.Model, atom));
            }
            if (bFactor >= 0)
            {
                edits.Add(At(reader, bFactor, Field.BFactor, atom));
            }
            edits.Sort(first, edits.Count - first, Comparer<Edit>.Create((a, b) => a.Start.CompareTo(b.Start)));
            rowsStart = rowsStart < 0 ? (int)reader.Row.OffsetOf(0) : rowsStart;
            rowsEnd = (int)reader.Row.OffsetOf(reader.Columns.Count - 1);
        }
        if (atoms.Count == 0 || rowsStart < 0 || !reader.IsLoop)
        {
            throw new InputException(path, $"line {reader.TableLine}", "an _atom_site that is not a loop_ of atoms", "at least one atom, in a loop_");
        }
        int lineEnd = text.IndexOf('\n', rowsEnd);
        return new MmCifFile(path, text, atoms, edits, text.LastIndexOf('\n', rowsStart) + 1, lineEnd < 0 ? text.Length : lineEnd + 1, model >= 0);
    }

    // As many decimals as the file has.
    private static int Decimals(ReadOnlySpan<char> number) => number.IndexOf('.') is >= 0 and var point ? Math.Clamp(number.Length - point - 1, FewestDecimals, MostDecimals) : FewestDecimals;

    private static bool IsNone(ReadOnlySpan<char> word) => word.Length == 1 && word[0] is '?' or '.';

    private static Edit At(StarReader reader, int column, Field field, int atom)
    {
        long start = reader.Row.OffsetOf(column);
        return start >= 0 && !reader.Row.IsQuoted(column) ? new Edit((int)start, reader[column].Length, field, atom)
            : throw new InputException(reader.Path, $"line {reader.RowLine}, column _{reader.Columns[column]}", "a quoted number", "a plain number");
    }

    private protected override void WriteMoved(TextWriter writer, IReadOnlyList<double[]> frames, IReadOnlyList<double>? bFactors)
    {
        if (bFactors is not null && !_edits.Exists(edit => edit.Field == Field.BFactor))
        {
            throw new InputException(Path, null, "no _atom_site.B_iso_or_equiv", "that column, to hold the B factors", "keep those of the file, or add the column");
        }
        if (frames.Count > 1 && !_hasModel)
        {
            throw new InputException(Path, null, "no _atom_site.pdbx_PDB_model_num", "that column, to number the models of several frames", "write one frame a file");
        }
        writer.Write(_text.AsSpan(0, _rowsStart));
        int shift = 0;
        for (int f = 0; f < frames.Count; f++)
        {
            int at = _rowsStart, models = 0, previous = int.MinValue;
            foreach (Edit edit in _edits)
            {
                if (frames.Count > 1 && Atoms[edit.Atom].Model != previous)
                {
                    previous = Atoms[edit.Atom].Model;
                    models++;
                }
                writer.Write(_text.AsSpan(at..edit.Start));
                ReadOnlySpan<char> old = _text.AsSpan(edit.Start, edit.Length);
                writer.Write(edit.Field switch
                {
                    Field.Id => f == 0 ? old.ToString() : (f * Atoms.Count + edit.Atom + 1).ToString(CultureInfo.InvariantCulture),
                    Field.Model => frames.Count == 1 ? old.ToString() : (shift + models).ToString(CultureInfo.InvariantCulture),
                    Field.BFactor => bFactors is null ? old.ToString() : bFactors[edit.Atom].ToString("F2", CultureInfo.InvariantCulture).PadLeft(edit.Length),
                    _ => frames[f][3 * edit.Atom + (int)edit.Field].ToString($"F{Decimals(old)}", CultureInfo.InvariantCulture).PadLeft(edit.Length),
                });
                at = edit.Start + edit.Length;
            }
            writer.Write(_text.AsSpan(at.._rowsEnd));
            if (_text[_rowsEnd - 1] != '\n' && f + 1 < frames.Count)
            {
                writer.Write('\n');
            }
            shift += models;
        }
        writer.Write(_text.AsSpan(_rowsEnd));
    }
}

using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Selects the particles that another table lists: by uid where both are cryoSPARC datasets, else by stack and image.</summary>
/// <remarks>Stack names are compared as written. A particle that occurs several times in the table is selected each time.</remarks>
internal sealed class TableSelection(string path) : ParticleSelection(path)
{
    internal override bool Needs(string column) => column is "blob/path" or "blob/idx";

    internal override RowFilter Bind(ISelectionRow row)
    {
        var filter = new Filter(row);
        if (CsFile.IsDataset(Text))
        {
            CsFile file = CsFile.Read(Text, null, Needs);
            var listed = new CsSelectionRow(file);
            for (; listed.Row < file.Count; listed.Row++)
            {
                filter.Add(listed, file.Has("uid"));
            }
            return filter;
        }
        string block = StarParticles.Survey(Text).Block;
        using StarReader reader = StarReader.Open(Text);
        while (reader.ReadTable())
        {
            if (reader.Block == block && reader.IndexOf("rlnImageName") >= 0)
            {
                var listed = new StarSelectionRow(reader);
                while (reader.ReadRow())
                {
                    filter.Add(listed, hasUid: false);
                }
                return filter;
            }
        }
        throw new InputException(Text, null, $"no table data_{block}", "a table of particles", "the file changed while it was being read");
    }

    private sealed class Filter(ISelectionRow row) : RowFilter
    {
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _stacks = new Dictionary<string, int>().GetAlternateLookup<ReadOnlySpan<char>>();
        private readonly Dictionary<ulong, bool> _found = []; // uid, or the stack's number and the image
        private bool _byUid;

        public void Add(ISelectionRow listed, bool hasUid)
        {
            _byUid = hasUid && row.Uid is not null;
            if (_byUid)
            {
                _found.TryAdd(listed.Uid!.Value, false);
                return;
            }
            ReadOnlySpan<char> stack = listed.Image(out int slice);
            if (!_stacks.TryGetValue(stack, out int number))
            {
                _stacks[stack] = number = _stacks.Dictionary.Count;
            }
            _found.TryAdd(Key(number, slice), false);
        }

        protected override bool Decide(int number)
        {
            ulong key;
            if (_byUid)
            {
                key = row.Uid!.Value;
            }
            else
            {
                ReadOnlySpan<char> name = row.Image(out int slice);
                if (!_stacks.TryGetValue(name, out int stack))
                {
                    return false;
                }
                key = Key(stack, slice);
            }
            ref bool found = ref CollectionsMarshal.GetValueRefOrNullRef(_found, key);
            return !System.Runtime.CompilerServices.Unsafe.IsNullRef(ref found) && (found = true);
        }

        protected override int Finish(string table, int rows) => _found.Count(entry => !entry.Value);

        private static ulong Key(int stack, int slice) => (ulong)stack << 32 | (uint)slice;
    }
}

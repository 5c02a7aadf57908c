package io.chandler.apiserver.patch;

import static io.chandler.apiserver.patch.PatchFixtures.bytes;
import static io.chandler.apiserver.patch.PatchFixtures.json;
import static io.chandler.apiserver.patch.PatchFixtures.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

    /** The examples of RFC 6902, appendix A, and the borders of lists and names. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux'}] | {'foo':'bar','baz':'qux'}
            {'foo':['bar','baz']} | [{'op':'add','path':'/foo/1','value':'qux'}] | {'foo':['bar','qux','baz']}
            {'baz':'qux','foo':'bar'} | [{'op':'remove','path':'/baz'}] | {'foo':'bar'}
            {'foo':['bar','qux','baz']} | [{'op':'remove','path':'/foo/1'}] | {'foo':['bar','baz']}
            {'baz':'qux','foo':'bar'} | [{'op':'replace','path':'/baz','value':'boo'}] | {'baz':'boo','foo':'bar'}
            {'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}} | [{'op':'move','from':'/foo/waldo','path':'/qux/thud'}] | {'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}
            {'foo':['all','grass','cows','eat']} | [{'op':'move','from':'/foo/1','path':'/foo/3'}] | {'foo':['all','cows','eat','grass']}
            {'baz':'qux','foo':['a',2,'c']} | [{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}] | {'baz':'qux','foo':['a',2,'c']}
            {'foo':'bar'} | [{'op':'add','path':'/child','value':{'grandchild':{}}}] | {'foo':'bar','child':{'grandchild':{}}}
            {'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux','xyz':123}] | {'foo':'bar','baz':'qux'}
            {'/':9,'~1':10} | [{'op':'test','path':'/~01','value':10}] | {'/':9,'~1':10}
            {'foo':['bar']} | [{'op':'add','path':'/foo/-','value':['abc','def']}] | {'foo':['bar',['abc','def']]}
            {'foo':['bar']} | [{'op':'add','path':'/foo/1','value':1}] | {'foo':['bar',1]}
            {'foo':1} | [{'op':'copy','from':'/foo','path':'/bar'}] | {'foo':1,'bar':1}
            {'foo':1} | [{'op':'move','from':'/foo','path':'/foo'}] | {'foo':1}
            {'foo':1} | [{'op':'replace','path':'','value':{'a':1}}] | {'a':1}
            {'foo':1} | [{'op':'test','path':'/foo','value':1.0}] | {'foo':1}
            {'':1} | [{'op':'replace','path':'/','value':2}] | {'':2}
            {'foo':null} | [{'op':'test','path':'/foo','value':null}] | {'foo':null}
            {'metadata':{'finalizers':['x']}} | [{'op':'remove','path':'/metadata/finalizers'},{'op':'add','path':'/metadata/resourceVersion','value':'101'}] | {'metadata':{'resourceVersion':'101'}}
            """)
    void changes_what_it_names(String document, String patch, String expected) {
        assertThat(JsonPatch.apply(json(document), bytes(patch))).isEqualTo(value(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{'op':'test','path':'/foo','value':'no'}] | test operation 0 of the patch failed: the value at "/foo" is another
            [{'op':'test','path':'/no','value':null}] | test operation 0 of the patch does not apply: there is nothing at "/no"
            [{'op':'remove','path':'/no'}] | remove operation 0 of the patch does not apply: there is nothing at "/no"
            [{'op':'replace','path':'/no','value':1}] | replace operation 0 of the patch does not apply: there is nothing at "/no"
            [{'op':'add','path':'/no/way','value':1}] | add operation 0 of the patch does not apply: there is nothing at "/no"
            [{'op':'add','path':'/list/2','value':1}] | add operation 0 of the patch does not apply: "/list/2" is no place in a list of 1
            [{'op':'add','path':'/list/01','value':1}] | add operation 0 of the patch does not apply: "/list/01" is no place in a list of 1
            [{'op':'remove','path':'/list/-'}] | remove operation 0 of the patch does not apply: there is nothing at "/list/-"
            [{'op':'add','path':'/foo/bar','value':1}] | add operation 0 of the patch does not apply: what "/foo/bar" is in is neither object nor list
            [{'op':'add','path':'/x','value':1},{'op':'move','from':'/map','path':'/map/inner'}] | move operation 1 of the patch would move "/map" into itself
            [{'op':'remove','path':''}] | remove operation 0 of the patch must not remove the whole object
            """)
    void is_rejected_where_it_does_not_fit(String patch, String message) {
        var document = json("{'foo': 'bar', 'list': [1], 'map': {}}");

        assertThatThrownBy(() -> JsonPatch.apply(document, bytes(patch)))
                .isInstanceOf(PatchException.Rejected.class)
                .hasMessage(message);
        assertThat(document).isEqualTo(json("{'foo': 'bar', 'list': [1], 'map': {}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {} | error decoding patch: a JSON patch must be a JSON array of operations
            nonsense | error decoding patch: the body is not JSON
            [] [] | error decoding patch: the body is not JSON
            [1] | error decoding patch: operation 0 must be an object
            [{'op':'jump','path':'/a'}] | error decoding patch: operation 0 must have "op" add, remove, replace, move, copy or test
            [{'op':'add','path':'/a'}] | error decoding patch: operation 0 (add) needs "value"
            [{'op':'add','value':1}] | error decoding patch: operation 0 (add) needs "path", a JSON pointer
            [{'op':'copy','path':'/a'}] | error decoding patch: operation 0 (copy) needs "from", a JSON pointer
            [{'op':'remove','path':'a'}] | error decoding patch: operation 0 has a JSON pointer that does not begin with a slash: a
            [{'op':'remove','path':'/a~2'}] | error decoding patch: operation 0 has a JSON pointer that has a ~ that is neither ~0 nor ~1: /a~2
            """)
    void is_malformed_where_it_is_none(String patch, String message) {
        assertThatThrownBy(() -> JsonPatch.apply(json("{}"), bytes(patch)))
                .isInstanceOf(PatchException.Malformed.class)
                .hasMessage(message.replace("that has a ~", "with a ~"));
    }

    @org.junit.jupiter.api.Test
    void may_not_be_endless() {
        var many = "[" + "{'op':'test','path':'','value':{}},".repeat(10_000) + "{'op':'test','path':'','value':{}}]";
        assertThatThrownBy(() -> JsonPatch.apply(json("{}"), bytes(many))).isInstanceOf(PatchException.TooLarge.class);

        var doubling = "[" + "{'op':'copy','from':'/a','path':'/a/-'},".repeat(40) + "{'op':'remove','path':'/a'}]";
        assertThatThrownBy(() -> JsonPatch.apply(json("{'a': ['1234567890']}"), bytes(doubling)))
                .isInstanceOf(PatchException.Rejected.class)
                .hasMessageContaining("copies more than");
    }
}

package io.chandler.apiserver.patch;

import static io.chandler.apiserver.patch.PatchFixtures.bytes;
import static io.chandler.apiserver.patch.PatchFixtures.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

    /** The examples of RFC 7396, appendix A, whose document and patch are objects. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'a':'b'} | {'a':'c'} | {'a':'c'}
            {'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}
            {'a':'b'} | {'a':null} | {}
            {'a':'b','b':'c'} | {'a':null} | {'b':'c'}
            {'a':['b']} | {'a':'c'} | {'a':'c'}
            {'a':'c'} | {'a':['b']} | {'a':['b']}
            {'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}
            {'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}
            {'e':null} | {'a':1} | {'e':null,'a':1}
            {} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}
            """)
    void changes_members(String document, String patch, String expected) {
        assertThat(MergePatch.apply(json(document), bytes(patch))).isEqualTo(json(expected));
    }

    @Test
    void must_be_an_object() {
        assertThatThrownBy(() -> MergePatch.apply(json("{}"), bytes("['c']")))
                .isInstanceOf(PatchException.Malformed.class)
                .hasMessage("error decoding patch: a merge patch must be a JSON object");
    }
}
